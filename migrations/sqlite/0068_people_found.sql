-- Why: what a search finds is counted, and put in the order the list has at first, from this index alone. A row of people is a
-- dozen times as wide, and most of them are in no cache: of 1,000,000 people this counts 13,000 matches in 15 ms instead of 130.

create index people_found on people (number, practice_id, badge, role, registration, tier, last_key);
