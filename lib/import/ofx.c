#include "import/ofx.h"
enum ar_status ar_ofx_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{ (void)input; return ar_bank_bad(bank, error, 0, "not yet"); }
