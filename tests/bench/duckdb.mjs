// SPDX-License-Identifier: MIT
// The same work by DuckDB, as well as DuckDB does it: types declared, quoting off where the file has none, no order to
// preserve, the result copied out by DuckDB itself.
//
//     node duckdb.mjs THREADS tsv|csv FILE              aging: `customer currency items current … total`, unsorted
//     node duckdb.mjs THREADS match ITEMS PAYMENTS      documents that texts name: `payment doc open`, unsorted
//     node duckdb.mjs THREADS dso HISTORY               simple DSO a month: `customer currency to receivable sales dso`
//     node duckdb.mjs THREADS none                      only starts and stops: Node.js and loading the library
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [threads, work, file, other] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(resolve(process.env.BENCH_MODULES, 'x.js'))('@duckdb/node-api');

const plain = `delim = '\\t', quote = '', escape = ''`;
const types = { date: 'DATE', due: 'DATE', cleared: 'DATE', amount: 'DECIMAL(18,3)', open: 'DECIMAL(18,3)' };
const read = (path, names, how) => {
    const columns = names.split(' ').map(name => `'${name}': '${types[name] ?? 'VARCHAR'}'`);
    return `read_csv('${path}', header = true, auto_detect = false, ${how}, columns = {${columns}})`;
};
const items = how => read(file, 'customer name doc type date due currency amount open terms reference', how);

function aging(how) {
    const late = `date '2026-06-30' - due`;
    const sum = condition => `sum(case when ${condition} then open else 0 end)`;
    return `
        select customer, currency, count(*), ${sum(`${late} <= 0`)}, ${sum(`${late} between 1 and 30`)},
               ${sum(`${late} between 31 and 60`)}, ${sum(`${late} between 61 and 90`)}, ${sum(`${late} > 90`)},
               ${sum('due is null')}, sum(open)
        from ${items(how)} group by customer, currency`;
}

function match() {
    const payments = read(other, 'payment date currency amount payer payer_account reference', plain);
    return `
        select payment, doc, open
        from (select payment, unnest(regexp_extract_all(reference, '\\b9[0-9]{9}\\b')) as doc from ${payments})
        join ${items(plain)} using (doc)`;
}

// One pass over the file: a month's sales and the receivable at its end are sums beside each other.
function dso() {
    const history = read(file, 'customer name doc type date due currency amount cleared terms reference', plain);
    const ends = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2025, 7 + i, 0)).toISOString().slice(0, 10));
    const sums = ends.map((end, i) => `
        sum(amount) filter (date between '${end.slice(0, 8)}01' and '${end}' and type in ('invoice', 'debit', 'credit')) as s${i},
        sum(amount) filter (date <= '${end}' and (cleared is null or cleared > '${end}')) as r${i}`);
    const months = ends.map((end, i) => `{m: date '${end}', r: coalesce(r${i}, 0), s: coalesce(s${i}, 0)}`);
    return `
        select customer, currency, x.m, x.r, x.s, case when x.s > 0 then round(x.r * day(x.m) / x.s, 2) end
        from (select customer, currency, unnest([${months}]) as x
              from (select customer, currency, ${sums} from ${history} group by customer, currency))`;
}

const query = {
    tsv: () => aging(plain),
    csv: () => aging(`delim = ',', quote = '"', escape = '"'`),
    match,
    dso,
}[work];

const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
if (query) {
    await connection.run('set preserve_insertion_order = false');
    await connection.run(`copy (${query()}) to '/dev/stdout' (format csv, delimiter '\t', header false, quote '')`);
}
connection.closeSync();
instance.closeSync();
