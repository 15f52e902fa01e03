// What of the work in hand is saved: said at the end of a crash report.
#pragma once

// Notes that `epoch` of `epochs` is saved; 0 where nothing is, or no longer needs to be told. Called
// from one thread at a time.
void hillock_note_checkpoint(unsigned epoch, unsigned epochs);

// `epoch 41 of 50 is saved; --resume continues`, or NULL where nothing is. A signal handler may call
// it.
const char *hillock_checkpoint_text(void);
