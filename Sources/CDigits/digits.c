#include "CDigits.h"

static const unsigned char digits[] = {
#embed "digits.csv"
};
const size_t hillock_digits_csv_size = sizeof digits;

const unsigned char *hillock_digits_csv_start(void) { return digits; }
