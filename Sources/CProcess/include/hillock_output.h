// Standard output holds results, and nothing that a plugin prints.
#pragma once

// Sends what the C library prints to standard error, so that standard output holds results only.
void hillock_claim_output(void);

// For the time of a load: descriptor 1 leads to standard error, too. Answers what undoes it.
int hillock_divert_output(void);
void hillock_return_output(int diverted);
