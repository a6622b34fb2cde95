#include "import/advice.h"
enum ar_status ar_advice_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{ (void)input; return ar_bank_bad(bank, error, 0, "not yet"); }
bool ar_advice_is_key(struct ar_text line) { (void)line; return false; }
