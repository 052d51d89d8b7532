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
	uid VARCHAR(64) NOT NULL, 
	document_key VARCHAR(80) NOT NULL, 
	identity VARCHAR(64), 
	anchor JSON NOT NULL, 
	action TEXT NOT NULL, 
	field TEXT, 
	value JSON NOT NULL, 
	author TEXT NOT NULL, 
	decided VARCHAR(32) NOT NULL, 
	reason TEXT NOT NULL, 
	undone_by VARCHAR(64), 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT uq_decisions_uid UNIQUE (uid)
);
CREATE INDEX ix_decisions_document_key ON decisions (document_key);
CREATE INDEX ix_decisions_identity ON decisions (identity);
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
	first_run INTEGER NOT NULL, 
	ended_run INTEGER, 
	CONSTRAINT pk_sightings PRIMARY KEY (id), 
	CONSTRAINT fk_sightings_content_id FOREIGN KEY(content_id) REFERENCES contents (id), 
	CONSTRAINT fk_sightings_document_id FOREIGN KEY(document_id) REFERENCES documents (id), 
	CONSTRAINT fk_sightings_first_run FOREIGN KEY(first_run) REFERENCES runs (id), 
	CONSTRAINT fk_sightings_ended_run FOREIGN KEY(ended_run) REFERENCES runs (id)
);
CREATE INDEX ix_sightings_content_id ON sightings (content_id);
CREATE INDEX ix_sightings_document_id ON sightings (document_id);
CREATE UNIQUE INDEX uq_sightings_open ON sightings (path, batch, collector) WHERE ended_run IS NULL;
CREATE TABLE run_items (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	stage TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	document_id INTEGER, 
	seconds FLOAT, 
	CONSTRAINT pk_run_items PRIMARY KEY (id), 
	CONSTRAINT fk_run_items_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_run_items_document_id FOREIGN KEY(document_id) REFERENCES documents (id)
);
CREATE INDEX ix_run_items_run_id ON run_items (run_id);
CREATE INDEX ix_run_items_path ON run_items (path);
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
	completeness TEXT NOT NULL, 
	completeness_reasons JSON NOT NULL, 
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
	CONSTRAINT pk_passages PRIMARY KEY (id), 
	CONSTRAINT fk_passages_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_passages_revision_id ON passages (revision_id);
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
	rules JSON NOT NULL, 
	located JSON NOT NULL, 
	sought TEXT NOT NULL, 
	CONSTRAINT pk_observations PRIMARY KEY (id), 
	CONSTRAINT fk_observations_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_observations_identity ON observations (identity);
CREATE INDEX ix_observations_unit_value_float ON observations (unit, value_float);
CREATE INDEX ix_observations_revision_id ON observations (revision_id);
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
	CONSTRAINT pk_labels PRIMARY KEY (id), 
	CONSTRAINT fk_labels_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX ix_labels_facet_code ON labels (facet, code);
CREATE INDEX ix_labels_revision_id ON labels (revision_id);
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
CREATE VIEW passage_tokens (id, revision_id, tokens) AS
    SELECT id, revision_id, (
        WITH RECURSIVE place (at) AS (
            SELECT 1 WHERE length(folded) > 1
            UNION ALL SELECT at + 1 FROM place WHERE at + 1 < length(folded)
        )
        SELECT group_concat(
            printf('%04x%04x', unicode(substr(folded, at, 1)), unicode(substr(folded, at + 1, 1))), ' '
        ) FROM place
    ) FROM passages;
CREATE VIRTUAL TABLE passage_index USING fts5(
        tokens, content='passage_tokens', content_rowid='id', tokenize='ascii', columnsize=0
    );
