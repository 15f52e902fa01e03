#include "CDigits.h"

const unsigned char hillock_digits_csv[] = {
#embed "digits.csv"
};
const size_t hillock_digits_csv_size = sizeof hillock_digits_csv;
