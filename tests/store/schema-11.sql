-- A database of schema version 11 with the sample document of the tests; made by the program of that day.
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	started VARCHAR(32) NOT NULL, 
	finished VARCHAR(32), 
	counts JSON NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	document_key VARCHAR(80) NOT NULL, 
	name TEXT NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	anchor JSON, 
	value JSON NOT NULL, 
	was JSON NOT NULL, 
	resolves INTEGER NOT NULL, 
	author TEXT NOT NULL, 
	decided VARCHAR(32) NOT NULL, 
	reason TEXT NOT NULL, 
	undone_by VARCHAR(64), 
	found VARCHAR(16), 
	disputed INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT uq_decisions_uid UNIQUE (uid)
);
CREATE INDEX ix_decisions_seq ON decisions (seq);
CREATE INDEX ix_decisions_document_key ON decisions (document_key);
CREATE TABLE contents (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	media_type TEXT NOT NULL, 
	first_run INTEGER NOT NULL, 
	CONSTRAINT pk_contents PRIMARY KEY (id), 
	CONSTRAINT uq_contents_sha256 UNIQUE (sha256), 
	CONSTRAINT fk_contents_first_run FOREIGN KEY(first_run) REFERENCES runs (id)
);
CREATE TABLE documents (
	id INTEGER NOT NULL, 
	"key" VARCHAR(80) NOT NULL, 
	first_run INTEGER NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY (id), 
	CONSTRAINT uq_documents_key UNIQUE ("key"), 
	CONSTRAINT fk_documents_first_run FOREIGN KEY(first_run) REFERENCES runs (id)
);
CREATE TABLE leases (
	name VARCHAR(64) NOT NULL, 
	owner TEXT NOT NULL, 
	beat INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	run_id INTEGER, 
	CONSTRAINT pk_leases PRIMARY KEY (name), 
	CONSTRAINT fk_leases_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TABLE texts (
	id INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	reader TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	encoding TEXT, 
	characters INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	places JSON NOT NULL, 
	notes JSON NOT NULL, 
	CONSTRAINT pk_texts PRIMARY KEY (id), 
	CONSTRAINT uq_texts_content_id_reader_digest UNIQUE (content_id, reader, digest), 
	CONSTRAINT fk_texts_content_id FOREIGN KEY(content_id) REFERENCES contents (id)
);
CREATE TABLE sightings (
	id INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	batch TEXT NOT NULL, 
	collector TEXT NOT NULL, 
	address TEXT, 
	collected VARCHAR(10), 
	first_run INTEGER NOT NULL, 
	ended_run INTEGER, 
	CONSTRAINT pk_sightings PRIMARY KEY (id), 
	CONSTRAINT fk_sightings_content_id FOREIGN KEY(content_id) REFERENCES contents (id), 
	CONSTRAINT fk_sightings_document_id FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_sightings_first_run FOREIGN KEY(first_run) REFERENCES runs (id), 
	CONSTRAINT fk_sightings_ended_run FOREIGN KEY(ended_run) REFERENCES runs (id)
);
CREATE INDEX ix_sightings_document_id ON sightings (document_id);
CREATE UNIQUE INDEX uq_sightings_open ON sightings (path, batch, collector) WHERE ended_run IS NULL;
CREATE INDEX ix_sightings_content_id ON sightings (content_id);
CREATE INDEX ix_sightings_path ON sightings (path);
CREATE TABLE run_items (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	stage TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	document_id INTEGER, 
	seconds FLOAT, 
	tool TEXT DEFAULT '' NOT NULL, 
	advice TEXT DEFAULT '' NOT NULL, 
	content VARCHAR(64) DEFAULT '' NOT NULL, 
	program VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_run_items PRIMARY KEY (id), 
	CONSTRAINT fk_run_items_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_run_items_document_id FOREIGN KEY(document_id) REFERENCES documents (id)
);
CREATE INDEX ix_run_items_run_id ON run_items (run_id);
CREATE INDEX ix_run_items_path ON run_items (path);
CREATE TABLE families (
	document_id INTEGER NOT NULL, 
	family INTEGER NOT NULL, 
	similarity FLOAT NOT NULL, 
	CONSTRAINT pk_families PRIMARY KEY (document_id), 
	CONSTRAINT fk_families_document_id FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_families_family FOREIGN KEY(family) REFERENCES documents (id)
);
CREATE INDEX ix_families_family ON families (family);
CREATE TABLE revisions (
	id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	text_id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	superseded_run INTEGER, 
	reader TEXT NOT NULL, 
	rules TEXT NOT NULL, 
	model TEXT NOT NULL, 
	libraries TEXT NOT NULL, 
	name TEXT NOT NULL, 
	title TEXT, 
	genre TEXT, 
	issuer TEXT, 
	issued TEXT, 
	place TEXT, 
	platform TEXT, 
	uploaded TEXT, 
	source_grade TEXT, 
	meta JSON NOT NULL, 
	place_code TEXT, 
	year_min INTEGER, 
	year_max INTEGER, 
	year_basis VARCHAR(16), 
	reckoned JSON DEFAULT '{}' NOT NULL, 
	completeness TEXT NOT NULL, 
	completeness_reasons JSON NOT NULL, 
	kept VARCHAR(64) DEFAULT '' NOT NULL, 
	decided JSON, 
	CONSTRAINT pk_revisions PRIMARY KEY (id), 
	CONSTRAINT uq_revisions_document_id_number UNIQUE (document_id, number), 
	CONSTRAINT fk_revisions_document_id FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_revisions_content_id FOREIGN KEY(content_id) REFERENCES contents (id), 
	CONSTRAINT fk_revisions_text_id FOREIGN KEY(text_id) REFERENCES texts (id), 
	CONSTRAINT fk_revisions_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_revisions_superseded_run FOREIGN KEY(superseded_run) REFERENCES runs (id)
);
CREATE INDEX ix_revisions_run_id ON revisions (run_id);
CREATE INDEX ix_revisions_content_id ON revisions (content_id);
CREATE UNIQUE INDEX uq_revisions_current ON revisions (document_id) WHERE superseded_run IS NULL;
CREATE TABLE passages (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	folded TEXT NOT NULL, 
	own INTEGER NOT NULL, 
	lead INTEGER NOT NULL, 
	located JSON NOT NULL, 
	begins INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_passages PRIMARY KEY (id), 
	CONSTRAINT fk_passages_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_passages_revision_id_begins ON passages (revision_id, begins);
CREATE TABLE sentences (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	begins INTEGER NOT NULL, 
	folded TEXT NOT NULL, 
	passage INTEGER DEFAULT '0' NOT NULL, 
	rest INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_sentences PRIMARY KEY (id), 
	CONSTRAINT fk_sentences_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE TABLE observations (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	identity VARCHAR(64) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	sentence_start INTEGER, 
	sentence_end INTEGER, 
	surface TEXT NOT NULL, 
	reading TEXT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	value_text TEXT, 
	value_float FLOAT, 
	value_high_text TEXT, 
	value_high_float FLOAT, 
	due TEXT, 
	unit TEXT NOT NULL, 
	relation VARCHAR(4) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	indicator TEXT, 
	scope TEXT, 
	time TEXT, 
	per TEXT, 
	pair TEXT, 
	year_min INTEGER, 
	year_max INTEGER, 
	year_basis VARCHAR(16), 
	status VARCHAR(16) NOT NULL, 
	tone VARCHAR(16) NOT NULL, 
	measure VARCHAR(16) DEFAULT 'unknown' NOT NULL, 
	level VARCHAR(16) DEFAULT 'unknown' NOT NULL, 
	time_from VARCHAR(10), 
	time_to VARCHAR(10), 
	time_precision VARCHAR(8), 
	flags JSON NOT NULL, 
	rules JSON NOT NULL, 
	located JSON NOT NULL, 
	sought TEXT NOT NULL, 
	review VARCHAR(16) DEFAULT 'unreviewed' NOT NULL, 
	reviewed_by TEXT, 
	reviewed VARCHAR(32), 
	original JSON, 
	under TEXT, 
	normal VARCHAR(16), 
	indicator_id VARCHAR(80), 
	indicator_basis VARCHAR(8), 
	aspect VARCHAR(16), 
	tier VARCHAR(16), 
	dimension VARCHAR(32), 
	base_unit VARCHAR(32), 
	low_text TEXT, 
	low_float FLOAT, 
	low_inclusive INTEGER DEFAULT '0' NOT NULL, 
	high_text TEXT, 
	high_float FLOAT, 
	high_inclusive INTEGER DEFAULT '0' NOT NULL, 
	denominator TEXT, 
	place_code VARCHAR(12), 
	place_name TEXT, 
	place_basis VARCHAR(16), 
	place_part TEXT, 
	place_from INTEGER, 
	place_to INTEGER, 
	passage BIGINT, 
	passage_to BIGINT, 
	CONSTRAINT pk_observations PRIMARY KEY (id), 
	CONSTRAINT fk_observations_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_observations_unit_value_float ON observations (unit, value_float);
CREATE INDEX ix_observations_indicator_id_place_code ON observations (indicator_id, place_code);
CREATE INDEX ix_observations_by_kind ON observations (kind, unit, year_min, year_max, value_float, value_high_float, review, passage, passage_to) WHERE passage IS NOT NULL;
CREATE INDEX ix_observations_revision_id_span_start ON observations (revision_id, span_start);
CREATE INDEX ix_observations_normal ON observations (normal);
CREATE INDEX ix_observations_by_passage ON observations (passage, passage_to, kind, unit, year_min, year_max, value_float, value_high_float, review) WHERE passage IS NOT NULL;
CREATE INDEX ix_observations_by_kind_shared ON observations (kind, unit, year_min, year_max, value_float, value_high_float, review, passage, passage_to) WHERE passage_to > passage;
CREATE INDEX ix_observations_identity ON observations (identity);
CREATE TABLE labels (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	facet TEXT NOT NULL, 
	code TEXT NOT NULL, 
	strength FLOAT NOT NULL, 
	span_start INTEGER, 
	span_end INTEGER, 
	rules JSON NOT NULL, 
	reason TEXT, 
	shares JSON NOT NULL, 
	review VARCHAR(16) DEFAULT 'unreviewed' NOT NULL, 
	reviewed_by TEXT, 
	reviewed VARCHAR(32), 
	CONSTRAINT pk_labels PRIMARY KEY (id), 
	CONSTRAINT fk_labels_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_labels_revision_id ON labels (revision_id);
CREATE INDEX ix_labels_facet_code ON labels (facet, code);
CREATE TABLE gaps (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	surface TEXT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	rule TEXT NOT NULL, 
	CONSTRAINT pk_gaps PRIMARY KEY (id), 
	CONSTRAINT fk_gaps_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_gaps_revision_id ON gaps (revision_id);
CREATE TABLE exclusions (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	surface TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	CONSTRAINT pk_exclusions PRIMARY KEY (id), 
	CONSTRAINT fk_exclusions_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_exclusions_revision_id ON exclusions (revision_id);
CREATE TABLE edits (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	"view" VARCHAR(8) NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	new TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	CONSTRAINT pk_edits PRIMARY KEY (id), 
	CONSTRAINT fk_edits_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_edits_revision_id_view_span_start ON edits (revision_id, "view", span_start);
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	label_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	surface TEXT NOT NULL, 
	cue TEXT NOT NULL, 
	code TEXT NOT NULL, 
	weight FLOAT NOT NULL, 
	dimension TEXT, 
	stance TEXT NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_label_id FOREIGN KEY(label_id) REFERENCES labels (id)
);
CREATE INDEX ix_evidence_label_id ON evidence (label_id);
CREATE VIEW passage_tokens (id, tokens) AS
        SELECT id, (
            WITH RECURSIVE place (at) AS (
                SELECT 1 WHERE folded <> '' UNION ALL SELECT at + 1 FROM place WHERE at < length(folded)
            )
            SELECT group_concat(printf(
                '%s%06x%06x', CASE WHEN at > own THEN 'z' ELSE '' END,
                unicode(substr(folded, at, 1)), coalesce(unicode(substr(folded, at + 1, 1)), 0)
            ), ' ') FROM place
        ) FROM passages;
CREATE VIRTUAL TABLE passage_index USING fts5(
            tokens, content='passage_tokens', content_rowid='id', tokenize='ascii', columnsize=0
        );
CREATE VIEW sentence_tokens (id, tokens) AS
        SELECT id, (
            WITH RECURSIVE place (at) AS (
                SELECT 1 WHERE folded <> '' UNION ALL SELECT at + 1 FROM place WHERE at < length(folded)
            )
            SELECT group_concat(printf(
                '%s%06x%06x', CASE WHEN at > length(folded) THEN 'z' ELSE '' END,
                unicode(substr(folded, at, 1)), coalesce(unicode(substr(folded, at + 1, 1)), 0)
            ), ' ') FROM place
        ) FROM sentences;
CREATE VIRTUAL TABLE sentence_index USING fts5(
            tokens, content='sentence_tokens', content_rowid='id', tokenize='ascii', columnsize=0
        );
INSERT INTO meta VALUES ('application', 'policytext');
INSERT INTO meta VALUES ('schema_version', '11');
INSERT INTO runs VALUES (1, 'ingest', '2026-03-04T05:06:07+00:00', '2026-03-04T05:06:07+00:00', '{}');
INSERT INTO runs VALUES (2, 'ingest', '2026-03-04T05:06:07+00:00', '2026-03-04T05:06:07+00:00', '{}');
INSERT INTO decisions VALUES (1, 0, 'fdef6e42bb38435993278a8036e30eb9', 'accept', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'a.txt', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', '{"after":",持证上岗率为75.2%。到2014年,松溪镇社区服务设施总面积","before":"临江州社区建设经验材料青禾区现有社区工作者","ordinal":0,"quote":"1280人","text":"reading"}', '{}', '{"due":null,"indicator":"社区工作者","kind":"figure","level":"unknown","measure":"unknown","per":null,"relation":"=","role":"value","scope":"青禾区","time":null,"tone":"plain","unit":"人","value":"1280","value_high":null}', 0, '甲', '2026-11-22T10:56:54+00:00', '', NULL, 'exact', 0);
INSERT INTO contents VALUES (1, '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'text/plain', 1);
INSERT INTO documents VALUES (1, '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 1);
INSERT INTO texts VALUES (1, 1, 'text/1', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'utf-8', 84, '临江州社区建设经验材料
青禾区现有社区工作者1 280人，持证上岗率为75.2%。第2页到2014年，松溪镇社区服务设施总面积达到3500多平方米以上，11月底前完成。', '[{"kind":"page","page":3,"span":[0,84]},{"kind":"cell","span":[0,11],"table":1}]', '[]');
INSERT INTO sightings VALUES (1, 1, 1, 'a.txt', '', '', NULL, NULL, 1, NULL);
INSERT INTO revisions VALUES (1, 1, 1, 1, 1, 1, 2, 'text/1', 'rules-1', 'model-1', 'libraries-1', 'a.txt', '临江州社区建设经验材料', 'experience_exchange', NULL, '2012-05-01', '临江州', NULL, NULL, NULL, '{"genre":{"rule":"genre-word","span":null},"issued":{"rule":"head-date","span":null},"place":{"rule":"title-place","span":[0,3]},"title":{"rule":"title-line","span":[0,11]}}', NULL, NULL, NULL, 'unknown', '{"places":[],"years":{"evidence":[],"now":[null,null],"rules":[]}}', 'unknown', '[]', '', NULL);
INSERT INTO revisions VALUES (2, 1, 2, 1, 1, 2, NULL, 'text/1', 'rules-2', 'model-1', 'libraries-1', 'a.txt', '临江州社区建设经验材料', 'experience_exchange', NULL, '2012-05-01', '临江州', NULL, NULL, NULL, '{"genre":{"rule":"genre-word","span":null},"issued":{"rule":"head-date","span":null},"place":{"rule":"title-place","span":[0,3]},"title":{"rule":"title-line","span":[0,11]}}', NULL, NULL, NULL, 'unknown', '{"places":[],"years":{"evidence":[],"now":[null,null],"rules":[]}}', 'unknown', '[]', '', NULL);
INSERT INTO passages VALUES (1048576, 2, 0, 0, 84, '临江州社区建设经验材料青禾区现有社区工作者1280人,持证上岗率为75.2%。到2014年,松溪镇社区服务设施总面积达到3500多平方米以上,11月底前完成。', 79, 0, '{"kind":"cell","page":3,"table":1}', 0);
INSERT INTO sentences VALUES (1099511627776, 2, 0, '临江州社区建设经验材料', 0, 79);
INSERT INTO sentences VALUES (1099511627777, 2, 11, '青禾区现有社区工作者1280人,持证上岗率为75.2%。', 0, 68);
INSERT INTO sentences VALUES (1099511627778, 2, 39, '到2014年,松溪镇社区服务设施总面积达到3500多平方米以上,11月底前完成。', 0, 40);
INSERT INTO observations VALUES (1, 1, '646142810049084ab338fd493aa0f60f9ef6fe9e1c3852914f8e5c133100c053', 0, 22, 28, 12, 41, '1 280人', '1280人', 'figure', '1280', 1280.0, NULL, NULL, NULL, '人', '=', 'value', '社区工作者', '青禾区', NULL, NULL, NULL, 2012, 2012, 'issued', 'repaired', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区工作者|青禾区||1280人', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO observations VALUES (2, 1, 'c1f99d47bdd6dde564378d001aaf278b4253d7844a21ad0826e88a474e867312', 1, 35, 40, 12, 41, '75.2%', '75.2%', 'figure', '75.2', 75.2, NULL, NULL, NULL, '%', '=', 'value', '持证上岗率', NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '持证上岗率|||75.2%', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO observations VALUES (3, 1, '1adb3d4c7080819e206b0723254d04d1a3e05be658aff7c673f05a7a3030875d', 2, 65, 73, 41, 84, '3500多平方米', '3500多平方米', 'target', '3500', 3500.0, NULL, NULL, NULL, '平方米', '>', 'value', '社区服务设施总面积', '松溪镇', '到2014年', NULL, NULL, 2014, 2014, 'stated', 'as_written', 'expected', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区服务设施总面积|松溪镇||3500多平方米', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO observations VALUES (4, 1, '1a72c0bba534698c791f313361bddcb5086722e22ad0529134d23152bd908703', 3, 76, 80, 41, 84, '11月底', '11月底', 'deadline', NULL, NULL, NULL, NULL, '11-30', '日期', '<=', 'value', NULL, NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '|||11月底', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO observations VALUES (5, 2, '646142810049084ab338fd493aa0f60f9ef6fe9e1c3852914f8e5c133100c053', 0, 22, 28, 12, 41, '1 280人', '1280人', 'figure', '1280', 1280.0, NULL, NULL, NULL, '人', '=', 'value', '社区工作者', '青禾区', NULL, NULL, NULL, 2012, 2012, 'issued', 'repaired', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区工作者|青禾区||1280人', 'accepted', '甲', '2026-11-22T10:56:54+00:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO observations VALUES (6, 2, 'c1f99d47bdd6dde564378d001aaf278b4253d7844a21ad0826e88a474e867312', 1, 35, 40, 12, 41, '75.2%', '75.2%', 'figure', '75.2', 75.2, NULL, NULL, NULL, '%', '=', 'value', '持证上岗率', NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '持证上岗率|||75.2%', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO observations VALUES (7, 2, '1adb3d4c7080819e206b0723254d04d1a3e05be658aff7c673f05a7a3030875d', 2, 65, 73, 41, 84, '3500多平方米', '3500多平方米', 'target', '3500', 3500.0, NULL, NULL, NULL, '平方米', '>', 'value', '社区服务设施总面积', '松溪镇', '到2014年', NULL, NULL, 2014, 2014, 'stated', 'as_written', 'expected', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区服务设施总面积|松溪镇||3500多平方米', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO observations VALUES (8, 2, '1a72c0bba534698c791f313361bddcb5086722e22ad0529134d23152bd908703', 3, 76, 80, 41, 84, '11月底', '11月底', 'deadline', NULL, NULL, NULL, NULL, '11-30', '日期', '<=', 'value', NULL, NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '|||11月底', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO labels VALUES (1, 1, 0, 'governance_model', 'gov_led', 0.8, NULL, NULL, '["cue-rule"]', NULL, '{"gov_led":1.0}', 'unreviewed', NULL, NULL);
INSERT INTO labels VALUES (2, 1, 1, 'tag', 'staff', 0.5, 0, 11, '["cue-rule"]', NULL, '{}', 'unreviewed', NULL, NULL);
INSERT INTO labels VALUES (3, 2, 0, 'governance_model', 'gov_led', 0.8, NULL, NULL, '["cue-rule"]', NULL, '{"gov_led":1.0}', 'unreviewed', NULL, NULL);
INSERT INTO labels VALUES (4, 2, 1, 'tag', 'staff', 0.5, 0, 11, '["cue-rule"]', NULL, '{}', 'unreviewed', NULL, NULL);
INSERT INTO gaps VALUES (1, 1, 81, 84, '完成。', 'cut_end', 'ends-early');
INSERT INTO gaps VALUES (2, 2, 81, 84, '完成。', 'cut_end', 'ends-early');
INSERT INTO exclusions VALUES (1, 1, 45, 50, '2014年', 'bare-date');
INSERT INTO exclusions VALUES (2, 2, 45, 50, '2014年', 'bare-date');
INSERT INTO edits VALUES (1, 1, 'clean', 41, 44, '', 'page-marker');
INSERT INTO edits VALUES (2, 1, 'reading', 23, 24, '', 'space-in-number');
INSERT INTO edits VALUES (3, 1, 'reading', 41, 44, '', 'page-marker');
INSERT INTO edits VALUES (4, 2, 'clean', 41, 44, '', 'page-marker');
INSERT INTO edits VALUES (5, 2, 'reading', 23, 24, '', 'space-in-number');
INSERT INTO edits VALUES (6, 2, 'reading', 41, 44, '', 'page-marker');
INSERT INTO evidence VALUES (1, 1, 0, 29, 33, '持证上岗', 'G001', 'gov_led', 2.5, 'execute', 'practice');
INSERT INTO evidence VALUES (2, 3, 0, 29, 33, '持证上岗', 'G001', 'gov_led', 2.5, 'execute', 'practice');
INSERT INTO passage_index (passage_index) VALUES ('rebuild');
INSERT INTO sentence_index (sentence_index) VALUES ('rebuild');
PRAGMA application_id = 1886352504;
PRAGMA user_version = 11;
