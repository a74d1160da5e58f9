CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is not cut'); END;
CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is not edited'); END;
CREATE TRIGGER failure_changed AFTER UPDATE ON failure BEGIN
  INSERT INTO failure_kind (sketch, fingerprint)
  SELECT NEW.sketch, coalesce(NEW.fingerprint, '')
  WHERE NOT EXISTS (SELECT 1 FROM failure_kind
    WHERE sketch = NEW.sketch AND fingerprint = coalesce(NEW.fingerprint, '')); INSERT INTO failure_pulse SELECT OLD.fingerprint, 1 WHERE OLD.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1; INSERT INTO failure_pulse SELECT NEW.fingerprint, 1 WHERE NEW.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER failure_is_gone AFTER DELETE ON failure BEGIN INSERT INTO failure_pulse SELECT OLD.fingerprint, 1 WHERE OLD.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER failure_is_new AFTER INSERT ON failure BEGIN
  INSERT INTO failure_kind (sketch, fingerprint)
  SELECT NEW.sketch, coalesce(NEW.fingerprint, '')
  WHERE NOT EXISTS (SELECT 1 FROM failure_kind
    WHERE sketch = NEW.sketch AND fingerprint = coalesce(NEW.fingerprint, '')); INSERT INTO failure_pulse SELECT NEW.fingerprint, 1 WHERE NEW.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER failure_week_changed AFTER UPDATE ON failure_week BEGIN INSERT INTO failure_pulse SELECT NEW.fingerprint, 1 WHERE NEW.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER failure_week_is_gone AFTER DELETE ON failure_week BEGIN INSERT INTO failure_pulse SELECT OLD.fingerprint, 1 WHERE OLD.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER failure_week_is_new AFTER INSERT ON failure_week BEGIN INSERT INTO failure_pulse SELECT NEW.fingerprint, 1 WHERE NEW.fingerprint IS NOT NULL
  ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER job_moved AFTER UPDATE ON job
WHEN NEW.started <> OLD.started OR NEW.name <> OLD.name OR NEW.environment <> OLD.environment
BEGIN
  INSERT INTO flake_pending
    VALUES (NEW.repository, NEW.job,
      CASE WHEN OLD.started < NEW.started THEN OLD.started ELSE NEW.started END, random())
  ON CONFLICT (repository, job) DO UPDATE SET stamp = excluded.stamp,
  time = CASE WHEN excluded.time < time THEN excluded.time ELSE time END;
END;
CREATE TRIGGER job_on_main_changed AFTER UPDATE ON job
WHEN (OLD.main_time IS NOT NULL OR NEW.main_time IS NOT NULL)
  AND (NEW.main_time IS NOT OLD.main_time OR NEW.main_commit IS NOT OLD.main_commit
    OR NEW.started <> OLD.started OR NEW.status <> OLD.status OR NEW.name <> OLD.name
    OR NEW.attempt <> OLD.attempt)
BEGIN INSERT INTO main_pulse VALUES (OLD.repository, OLD.name, 1) ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; INSERT INTO main_pulse VALUES (NEW.repository, NEW.name, 1) ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER job_on_main_is_gone AFTER DELETE ON job WHEN OLD.main_time IS NOT NULL
BEGIN INSERT INTO main_pulse VALUES (OLD.repository, OLD.name, 1) ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER job_stands AFTER INSERT ON job BEGIN
  UPDATE job SET main_time = coalesce(r.commit_time, NEW.started), main_commit = r.commit_id
    FROM run r WHERE job.repository = NEW.repository AND job.job = NEW.job
      AND r.repository = NEW.repository AND r.run = NEW.run AND r.is_main = 1;
END;
CREATE TRIGGER job_stands_elsewhere AFTER UPDATE OF started, run ON job
WHEN NEW.started <> OLD.started OR NEW.run <> OLD.run BEGIN
  UPDATE job SET (main_time, main_commit) = (
    SELECT coalesce(r.commit_time, NEW.started), r.commit_id FROM run r
    WHERE r.repository = NEW.repository AND r.run = NEW.run AND r.is_main = 1)
  WHERE repository = NEW.repository AND job = NEW.job;
END;
CREATE TRIGGER main_failure_changed AFTER UPDATE ON failure
WHEN NEW.fingerprint IS NOT OLD.fingerprint BEGIN INSERT INTO main_pulse SELECT repository, name, 1 FROM job
  WHERE repository = NEW.repository AND job = NEW.job AND main_time IS NOT NULL
  ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER main_failure_is_gone AFTER DELETE ON failure BEGIN INSERT INTO main_pulse SELECT repository, name, 1 FROM job
  WHERE repository = OLD.repository AND job = OLD.job AND main_time IS NOT NULL
  ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER main_failure_is_new AFTER INSERT ON failure BEGIN INSERT INTO main_pulse SELECT repository, name, 1 FROM job
  WHERE repository = NEW.repository AND job = NEW.job AND main_time IS NOT NULL
  ON CONFLICT (repository, name) DO UPDATE SET number = number + 1; END;
CREATE TRIGGER results_are_new AFTER INSERT ON results BEGIN
  INSERT INTO flake_pending
    SELECT NEW.repository, NEW.job, started, random() FROM job
    WHERE repository = NEW.repository AND job = NEW.job
  ON CONFLICT (repository, job) DO UPDATE SET stamp = excluded.stamp,
  time = CASE WHEN excluded.time < time THEN excluded.time ELSE time END;
END;
CREATE TRIGGER results_changed AFTER UPDATE ON results BEGIN
  INSERT INTO flake_pending
    SELECT NEW.repository, NEW.job, started, random() FROM job
    WHERE repository = NEW.repository AND job = NEW.job
  ON CONFLICT (repository, job) DO UPDATE SET stamp = excluded.stamp,
  time = CASE WHEN excluded.time < time THEN excluded.time ELSE time END;
END;
CREATE TRIGGER run_moved AFTER UPDATE ON run
WHEN NEW.commit_id <> OLD.commit_id OR NEW.branch <> OLD.branch OR NEW.is_main <> OLD.is_main
  OR NEW.commit_time IS NOT OLD.commit_time
BEGIN
  INSERT INTO flake_pending
    SELECT NEW.repository, job,
      CASE WHEN OLD.commit_time < started THEN OLD.commit_time ELSE started END, random()
    FROM job WHERE repository = NEW.repository AND run = NEW.run
  ON CONFLICT (repository, job) DO UPDATE SET stamp = excluded.stamp,
  time = CASE WHEN excluded.time < time THEN excluded.time ELSE time END;
END;
CREATE TRIGGER run_of_failures_changed AFTER UPDATE ON run
WHEN NEW.commit_id <> OLD.commit_id OR NEW.branch <> OLD.branch OR NEW.id <> OLD.id
  OR NEW.is_main <> OLD.is_main OR NEW.pull_request IS NOT OLD.pull_request BEGIN
  INSERT INTO failure_pulse SELECT DISTINCT f.fingerprint, 1 FROM job j
    JOIN failure f ON f.repository = j.repository AND f.job = j.job
    WHERE j.repository = NEW.repository AND j.run = NEW.run AND f.fingerprint IS NOT NULL
    ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER run_stands AFTER INSERT ON run WHEN NEW.is_main = 1 BEGIN
  UPDATE job SET main_time = coalesce(NEW.commit_time, started), main_commit = NEW.commit_id
  WHERE repository = NEW.repository AND run = NEW.run;
END;
CREATE TRIGGER run_stands_elsewhere AFTER UPDATE ON run
WHEN NEW.is_main <> OLD.is_main OR NEW.commit_id <> OLD.commit_id
  OR NEW.commit_time IS NOT OLD.commit_time BEGIN
  UPDATE job SET
    main_time = CASE WHEN NEW.is_main = 1 THEN coalesce(NEW.commit_time, started) END,
    main_commit = CASE WHEN NEW.is_main = 1 THEN NEW.commit_id END
  WHERE repository = NEW.repository AND run = NEW.run;
END;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, subject TEXT NOT NULL, details TEXT NOT NULL,
  link BLOB NOT NULL) STRICT;
CREATE TABLE chat_link (
  chat TEXT NOT NULL, team TEXT NOT NULL, user TEXT NOT NULL, login TEXT NOT NULL,
  PRIMARY KEY (chat, team, user)) STRICT, WITHOUT ROWID;
CREATE TABLE chat_memory (
  chat TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (chat, key)) STRICT, WITHOUT ROWID;
CREATE TABLE chat_seen (
  chat TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (chat, id)) STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
  hook TEXT NOT NULL, digest BLOB NOT NULL, id TEXT, received INTEGER NOT NULL,
  PRIMARY KEY (hook, digest)) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  repository INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  time INTEGER NOT NULL, digest INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (repository, kind, subject, time, digest)) STRICT, WITHOUT ROWID;
CREATE TABLE excerpt (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, failure INTEGER NOT NULL,
  lines TEXT NOT NULL, revision INTEGER NOT NULL, digest INTEGER NOT NULL,
  PRIMARY KEY (repository, job, failure)) STRICT, WITHOUT ROWID;
CREATE TABLE execution (
  repository INTEGER NOT NULL, test INTEGER NOT NULL, job INTEGER NOT NULL,
  results INTEGER NOT NULL, outcome TEXT NOT NULL, attempts TEXT NOT NULL, duration INTEGER,
  raw TEXT NOT NULL, message TEXT, fingerprint TEXT,
  PRIMARY KEY (repository, test, job, results)) STRICT, WITHOUT ROWID;
CREATE TABLE failure (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
  bucket TEXT NOT NULL, category TEXT, confidence INTEGER NOT NULL, summary TEXT NOT NULL,
  signature TEXT, fingerprint TEXT, is_transient INTEGER NOT NULL, actor TEXT NOT NULL,
  template TEXT NOT NULL, sketch BLOB NOT NULL, evidence TEXT NOT NULL,
  revision INTEGER NOT NULL, digest INTEGER NOT NULL,
  PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
CREATE TABLE failure_kind (
  number INTEGER PRIMARY KEY AUTOINCREMENT, sketch BLOB NOT NULL, fingerprint TEXT NOT NULL,
  UNIQUE (sketch, fingerprint)) STRICT;
CREATE TABLE failure_pulse (
  fingerprint TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE failure_week (
  repository INTEGER NOT NULL, fingerprint TEXT NOT NULL, week INTEGER NOT NULL,
  origin INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (repository, fingerprint, week, origin)) STRICT, WITHOUT ROWID;
CREATE TABLE flake_checkpoint (
  repository INTEGER NOT NULL, stage TEXT NOT NULL, until INTEGER NOT NULL,
  detector TEXT NOT NULL, jobs TEXT NOT NULL, tests BLOB NOT NULL, states TEXT NOT NULL,
  PRIMARY KEY (repository, stage)) STRICT;
CREATE TABLE flake_model (
  repository INTEGER PRIMARY KEY, model TEXT NOT NULL, rules TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 0, incidents TEXT NOT NULL DEFAULT '[]') STRICT;
CREATE TABLE flake_pending (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
  stamp INTEGER NOT NULL, PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
CREATE TABLE flake_state (
  repository INTEGER NOT NULL, test INTEGER NOT NULL, verdict TEXT NOT NULL,
  probability INTEGER NOT NULL, record TEXT NOT NULL, standing TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (repository, test)) STRICT, WITHOUT ROWID;
CREATE TABLE horizon (
  repository INTEGER PRIMARY KEY, results INTEGER NOT NULL, failures INTEGER NOT NULL,
  jobs INTEGER NOT NULL, weeks INTEGER NOT NULL, excerpts INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE identity (
  only INTEGER PRIMARY KEY CHECK (only = 1), origin INTEGER NOT NULL) STRICT;
CREATE TABLE job (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, run INTEGER NOT NULL,
  attempt INTEGER NOT NULL, name TEXT NOT NULL, environment TEXT NOT NULL,
  status TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER,
  revision INTEGER NOT NULL, digest INTEGER NOT NULL, queued INTEGER, runner TEXT, url TEXT, main_time INTEGER, main_commit TEXT,
  PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
CREATE TABLE job_origin (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, origin INTEGER NOT NULL,
  PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
CREATE TABLE main_pulse (
  repository INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL,
  PRIMARY KEY (repository, name)) STRICT, WITHOUT ROWID;
CREATE TABLE repository (
  repository INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE results (
  repository INTEGER NOT NULL, job INTEGER NOT NULL, ran INTEGER NOT NULL,
  skipped INTEGER NOT NULL, failed INTEGER NOT NULL, executed INTEGER NOT NULL,
  not_run INTEGER NOT NULL, failures INTEGER NOT NULL, flaky INTEGER NOT NULL,
  duration INTEGER NOT NULL, revision INTEGER NOT NULL, digest INTEGER NOT NULL,
  PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
CREATE TABLE roster (
  repository INTEGER NOT NULL, roster INTEGER NOT NULL, tests BLOB NOT NULL,
  PRIMARY KEY (repository, roster)) STRICT;
CREATE TABLE roster_week (
  repository INTEGER NOT NULL, roster INTEGER NOT NULL, week INTEGER NOT NULL,
  origin INTEGER NOT NULL, ran INTEGER NOT NULL, skipped INTEGER NOT NULL,
  PRIMARY KEY (repository, roster, week, origin)) STRICT, WITHOUT ROWID;
CREATE TABLE run (
  repository INTEGER NOT NULL, run INTEGER NOT NULL, provider TEXT NOT NULL, id TEXT NOT NULL,
  commit_id TEXT NOT NULL, branch TEXT NOT NULL, is_main INTEGER NOT NULL, pull_request TEXT,
  commit_time INTEGER, revision INTEGER NOT NULL, digest INTEGER NOT NULL, workflow TEXT, event TEXT, author TEXT, url TEXT,
  PRIMARY KEY (repository, run)) STRICT, WITHOUT ROWID;
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE test (
  repository INTEGER NOT NULL, test INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (repository, test)) STRICT, WITHOUT ROWID;
CREATE TABLE test_week (
  repository INTEGER NOT NULL, test INTEGER NOT NULL, week INTEGER NOT NULL,
  origin INTEGER NOT NULL, executed INTEGER NOT NULL, skipped INTEGER NOT NULL,
  failures INTEGER NOT NULL, flaky INTEGER NOT NULL,
  PRIMARY KEY (repository, test, week, origin)) STRICT, WITHOUT ROWID;
CREATE TABLE token (
  name TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL,
  repositories TEXT, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER)
  STRICT, WITHOUT ROWID;
CREATE TABLE work (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
  payload TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
  due INTEGER NOT NULL, added INTEGER NOT NULL, reason TEXT) STRICT;
CREATE INDEX chat_memory_by_time ON chat_memory (time);
CREATE INDEX chat_seen_by_time ON chat_seen (time);
CREATE UNIQUE INDEX delivery_by_id ON delivery (hook, id) WHERE id IS NOT NULL;
CREATE INDEX delivery_by_time ON delivery (received);
CREATE INDEX event_by_kind ON event (kind, time);
CREATE INDEX execution_by_job ON execution (repository, job);
CREATE INDEX failed_by_moment ON job (started) WHERE status = 'failed';
CREATE INDEX failed_by_name ON job (name, started) WHERE status = 'failed';
CREATE INDEX failed_by_run ON job (repository, run) WHERE status = 'failed';
CREATE INDEX failure_by_fingerprint ON failure (fingerprint, repository, time)
  WHERE fingerprint IS NOT NULL;
CREATE INDEX failure_by_sketch ON failure (sketch, fingerprint, time);
CREATE INDEX failure_by_time ON failure (time);
CREATE INDEX failure_unnamed ON failure (template, time, repository)
  WHERE fingerprint IS NULL;
CREATE INDEX job_by_moment ON job (started);
CREATE INDEX job_by_name ON job (repository, name, started);
CREATE INDEX job_by_run ON job (repository, run, attempt, started);
CREATE INDEX job_by_time ON job (repository, started);
CREATE INDEX job_by_url ON job (url) WHERE url IS NOT NULL;
CREATE INDEX job_on_main ON job
  (repository, name, main_time DESC, started DESC, main_commit, attempt, status)
  WHERE main_time IS NOT NULL;
CREATE INDEX job_on_main_by_time ON job
  (repository, started, name, status, main_time)
  WHERE main_time IS NOT NULL;
CREATE INDEX results_by_roster ON results (repository, ran);
CREATE INDEX results_by_skipped ON results (repository, skipped);
CREATE INDEX run_by_author ON run (author COLLATE NOCASE) WHERE author IS NOT NULL;
CREATE INDEX run_by_branch ON run (repository, branch);
CREATE INDEX run_by_commit ON run (repository, commit_id);
CREATE INDEX run_by_id ON run (id);
CREATE INDEX run_by_pull_request ON run (repository, pull_request)
  WHERE pull_request IS NOT NULL;
CREATE INDEX run_by_url ON run (url) WHERE url IS NOT NULL;
CREATE INDEX work_by_due ON work (state, kind, due);
CREATE UNIQUE INDEX work_by_subject ON work (kind, subject);
