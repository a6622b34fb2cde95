# plain: files that already use the column names of ar-records(5), dates as YYYY-MM-DD, amounts with a decimal point.
# For any stream: say which with --kind. Columns that are not of the stream are left out.
same-names
