// SPDX-License-Identifier: MIT
// The aging report by DuckDB, as well as DuckDB does it: types declared, quoting off where the file has none, no order
// to preserve, the result copied out by DuckDB itself.
//
//     node duckdb.mjs THREADS tsv|csv|none FILE     records `customer currency items current … total`, unsorted
//
// `none` only starts and stops: what Node.js and loading the library cost.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [threads, format, file] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(resolve(process.env.BENCH_MODULES, 'x.js'))('@duckdb/node-api');

const reading = {
    tsv: `delim = '\\t', quote = '', escape = ''`,
    csv: `delim = ',', quote = '"', escape = '"'`,
}[format];
const columns = ['customer', 'name', 'doc', 'type', 'date', 'due', 'currency', 'amount', 'open', 'terms', 'reference']
    .map(name => `'${name}': '${{ date: 'DATE', due: 'DATE', amount: 'DECIMAL(18,3)', open: 'DECIMAL(18,3)' }[name] ?? 'VARCHAR'}'`);
const late = `date '2026-06-30' - due`;
const sum = condition => `sum(case when ${condition} then open else 0 end)`;
const query = `
    select customer, currency, count(*), ${sum(`${late} <= 0`)}, ${sum(`${late} between 1 and 30`)},
           ${sum(`${late} between 31 and 60`)}, ${sum(`${late} between 61 and 90`)}, ${sum(`${late} > 90`)},
           ${sum('due is null')}, sum(open)
    from read_csv('${file}', header = true, auto_detect = false, ${reading}, columns = {${columns}})
    group by customer, currency`;

const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
if (format !== 'none') {
    await connection.run('set preserve_insertion_order = false');
    await connection.run(`copy (${query}) to '/dev/stdout' (format csv, delimiter '\t', header false, quote '')`);
}
connection.closeSync();
instance.closeSync();
