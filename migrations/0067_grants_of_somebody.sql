-- Why: somebody's grants in one practice, which each of their pages reads. By the person alone PostgreSQL weighs this index against
-- that of the practice, and takes the wrong one until it has counted a new practice's rows.

drop index grants_person;
create index grants_person on grants (person_id, practice_id);
