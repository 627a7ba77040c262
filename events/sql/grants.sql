-- Who may do what. Functions are executable by everyone unless that is taken back first.
REVOKE ALL ON ALL TABLES IN SCHEMA public, vault, answering FROM PUBLIC, styrkedjan_app, styrkedjan_reader;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, vault, answering FROM PUBLIC, styrkedjan_app, styrkedjan_reader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, vault, answering FROM PUBLIC, styrkedjan_app, styrkedjan_reader;
REVOKE ALL ON SCHEMA vault, answering FROM PUBLIC, styrkedjan_reader;
GRANT USAGE ON SCHEMA public TO styrkedjan_app, styrkedjan_reader;
GRANT USAGE ON SCHEMA vault, answering TO styrkedjan_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO styrkedjan_app, styrkedjan_reader;
-- Not on those of `answering`: its functions tell what may be known.
GRANT SELECT ON ALL TABLES IN SCHEMA vault TO styrkedjan_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, vault, answering TO styrkedjan_app;
