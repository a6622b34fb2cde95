# sap-bsid: SAP open and cleared customer items, tables BSID and BSAD (SE16N, or a table extract), technical field names.
#
# Amounts come unsigned, SHKZG tells debit (S) from credit (H). The due date is the baseline date plus the longest of the
# three terms. Special G/L items (UMSKZ: down payments, guarantees) are no ordinary receivables: they are left out, and
# counted as skipped by rule. WRBTR is in document currency; dates are YYYYMMDD, or as the user's settings write them.
# Document numbers may return in another fiscal year: where that happens, copy this profile and write %BELNR "/" %GJAHR.
kind items
trim
null 00000000 0000-00-00
date-format %Y%m%d | iso | %d.%m.%Y
thousands none
negative trailing

if not %?UMSKZ empty
  skip

customer = %KUNNR
name = %?NAME1
entity = %BUKRS
doc = %BELNR
line = %BUZEI
type = %BLART
  DR = invoice
  RV = invoice
  DG = credit
  DZ = payment
  ZP = payment
  DA = journal
  SA = journal
  AB = journal
  else = invoice
sign-column %SHKZG plus S minus H
date = %BLDAT
due = %ZFBDT | %BLDAT + longest %?ZBD1T %?ZBD2T %?ZBD3T days
currency = %WAERS
amount = %WRBTR
cleared = %?AUGDT
terms = %?ZTERM
reference = %?XBLNR
purchase_order = %?ZUONR
dispute = %?RSTGR
known = %?CPUDT
fiscal_year = %?GJAHR
