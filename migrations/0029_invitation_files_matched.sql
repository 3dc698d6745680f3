-- Why: a file of people to invite is kept as it was read, so that its columns can be matched by hand. What waits from
-- before was kept in another form and would be forgotten within a day anyway.

delete from invitation_files where report = '';
