import os
from pathlib import Path
from tests.server import busy_shop
def test_x(desk, clock, tmp_path):
    busy_shop.found_all(desk, tmp_path)
    print(busy_shop.day_at_the_counter(desk))
    busy_shop.some_life(desk, clock, 1)
    from loyaldesk.services import checking
    print(checking.check(desk))
    for (n,) in desk.db.execute_sql("select name from sqlite_master where type='table' order by 1").fetchall():
        if n.startswith("member_words"): continue
        c=desk.db.execute_sql(f'select count(*) from "{n}"').fetchone()[0]
        if not c: print(n,end="; ")
