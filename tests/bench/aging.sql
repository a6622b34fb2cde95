-- SPDX-License-Identifier: MIT
-- The same for sqlite3, after `.import FILE items`.
select customer, currency,
       case when due = '' then 'undated' when due >= '2026-06-30' then 'current' when due >= '2026-05-31' then '1-30'
            when due >= '2026-05-01' then '31-60' when due >= '2026-04-01' then '61-90' else '91+' end,
       count(*), sum(cast(replace(open, '.', '') as integer))
from items group by 1, 2, 3;
