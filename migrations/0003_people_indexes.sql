-- Why: every column of the people list sorts 100,000 rows without sorting them; the last one counts filters
-- without touching the table. Row number last: it breaks ties the same way in both directions.

create index people_by_last on people (practice_id, last_key, number);
create index people_by_first on people (practice_id, first_key, number);
create index people_by_username on people (practice_id, username_key, number);
create index people_by_email on people (practice_id, email_key, number);
create index people_by_role on people (practice_id, role, number);
create index people_by_place on people (practice_id, place_key, number);
create index people_by_badge on people (practice_id, badge, number);
create index people_by_created on people (practice_id, created_at, number);
create index people_by_active on people (practice_id, active_at, number);
create index people_by_registration on people (practice_id, registration, number);
create index people_by_tier on people (practice_id, tier, number);
create index people_by_locked on people (practice_id, locked_at, number);
create index people_counts on people (practice_id, badge, role, registration, tier, locked_at, office_id, provider_id);
create index people_badges_due on people (badge_changes_at) where badge_changes_at > 0;
