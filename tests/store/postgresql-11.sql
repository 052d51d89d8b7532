-- A database of schema version 11 with the sample document of the tests; made by the program of that day.
CREATE FUNCTION public.policytext_tokens(folded text, own integer) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT COST 2000 PARALLEL SAFE
    AS $$
        SELECT array_to_tsvector(array(
            SELECT CASE WHEN at <= own THEN c ELSE ' ' || c END || coalesce(d, '')
            FROM unnest(string_to_array(folded, NULL), (string_to_array(folded, NULL))[2:])
            WITH ORDINALITY AS said (c, d, at)
        ))
    $$;
CREATE TABLE public.contents (
    id integer NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C",
    media_type text NOT NULL COLLATE pg_catalog."C",
    first_run integer NOT NULL
);
CREATE SEQUENCE public.contents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.contents_id_seq OWNED BY public.contents.id;
CREATE TABLE public.decisions (
    id integer NOT NULL,
    seq integer NOT NULL,
    uid text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    document_key text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    content text NOT NULL COLLATE pg_catalog."C",
    anchor json,
    value json NOT NULL,
    was json NOT NULL,
    resolves integer NOT NULL,
    author text NOT NULL COLLATE pg_catalog."C",
    decided text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    undone_by text COLLATE pg_catalog."C",
    found text COLLATE pg_catalog."C",
    disputed integer DEFAULT 0 NOT NULL
);
CREATE SEQUENCE public.decisions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decisions_id_seq OWNED BY public.decisions.id;
CREATE TABLE public.documents (
    id integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    first_run integer NOT NULL
);
CREATE SEQUENCE public.documents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.documents_id_seq OWNED BY public.documents.id;
CREATE TABLE public.edits (
    id integer NOT NULL,
    revision_id integer NOT NULL,
    view text NOT NULL COLLATE pg_catalog."C",
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    new text NOT NULL COLLATE pg_catalog."C",
    rule text NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.edits_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.edits_id_seq OWNED BY public.edits.id;
CREATE TABLE public.evidence (
    id integer NOT NULL,
    label_id integer NOT NULL,
    ordinal integer NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    surface text NOT NULL COLLATE pg_catalog."C",
    cue text NOT NULL COLLATE pg_catalog."C",
    code text NOT NULL COLLATE pg_catalog."C",
    weight double precision NOT NULL,
    dimension text COLLATE pg_catalog."C",
    stance text NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.evidence_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.evidence_id_seq OWNED BY public.evidence.id;
CREATE TABLE public.exclusions (
    id integer NOT NULL,
    revision_id integer NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    surface text NOT NULL COLLATE pg_catalog."C",
    rule text NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.exclusions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.exclusions_id_seq OWNED BY public.exclusions.id;
CREATE TABLE public.families (
    document_id integer NOT NULL,
    family integer NOT NULL,
    similarity double precision NOT NULL
);
CREATE TABLE public.gaps (
    id integer NOT NULL,
    revision_id integer NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    surface text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    rule text NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.gaps_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.gaps_id_seq OWNED BY public.gaps.id;
CREATE TABLE public.labels (
    id integer NOT NULL,
    revision_id integer NOT NULL,
    ordinal integer NOT NULL,
    facet text NOT NULL COLLATE pg_catalog."C",
    code text NOT NULL COLLATE pg_catalog."C",
    strength double precision NOT NULL,
    span_start integer,
    span_end integer,
    rules json NOT NULL,
    reason text COLLATE pg_catalog."C",
    shares json NOT NULL,
    review text DEFAULT 'unreviewed'::text NOT NULL COLLATE pg_catalog."C",
    reviewed_by text COLLATE pg_catalog."C",
    reviewed text COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.labels_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.labels_id_seq OWNED BY public.labels.id;
CREATE TABLE public.leases (
    name text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    beat integer NOT NULL,
    held integer NOT NULL,
    run_id integer
);
CREATE TABLE public.meta (
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.observations (
    id integer NOT NULL,
    revision_id integer NOT NULL,
    identity text NOT NULL COLLATE pg_catalog."C",
    ordinal integer NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    sentence_start integer,
    sentence_end integer,
    surface text NOT NULL COLLATE pg_catalog."C",
    reading text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    value_text text COLLATE pg_catalog."C",
    value_float double precision,
    value_high_text text COLLATE pg_catalog."C",
    value_high_float double precision,
    due text COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    relation text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C",
    indicator text COLLATE pg_catalog."C",
    scope text COLLATE pg_catalog."C",
    "time" text COLLATE pg_catalog."C",
    per text COLLATE pg_catalog."C",
    pair text COLLATE pg_catalog."C",
    year_min integer,
    year_max integer,
    year_basis text COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    tone text NOT NULL COLLATE pg_catalog."C",
    measure text DEFAULT 'unknown'::text NOT NULL COLLATE pg_catalog."C",
    level text DEFAULT 'unknown'::text NOT NULL COLLATE pg_catalog."C",
    time_from text COLLATE pg_catalog."C",
    time_to text COLLATE pg_catalog."C",
    time_precision text COLLATE pg_catalog."C",
    flags json NOT NULL,
    rules json NOT NULL,
    located json NOT NULL,
    sought text NOT NULL COLLATE pg_catalog."C",
    review text DEFAULT 'unreviewed'::text NOT NULL COLLATE pg_catalog."C",
    reviewed_by text COLLATE pg_catalog."C",
    reviewed text COLLATE pg_catalog."C",
    original json,
    under text COLLATE pg_catalog."C",
    normal text COLLATE pg_catalog."C",
    indicator_id text COLLATE pg_catalog."C",
    indicator_basis text COLLATE pg_catalog."C",
    aspect text COLLATE pg_catalog."C",
    tier text COLLATE pg_catalog."C",
    dimension text COLLATE pg_catalog."C",
    base_unit text COLLATE pg_catalog."C",
    low_text text COLLATE pg_catalog."C",
    low_float double precision,
    low_inclusive integer DEFAULT 0 NOT NULL,
    high_text text COLLATE pg_catalog."C",
    high_float double precision,
    high_inclusive integer DEFAULT 0 NOT NULL,
    denominator text COLLATE pg_catalog."C",
    place_code text COLLATE pg_catalog."C",
    place_name text COLLATE pg_catalog."C",
    place_basis text COLLATE pg_catalog."C",
    place_part text COLLATE pg_catalog."C",
    place_from integer,
    place_to integer,
    passage bigint,
    passage_to bigint
);
CREATE SEQUENCE public.observations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.observations_id_seq OWNED BY public.observations.id;
CREATE TABLE public.passages (
    id bigint NOT NULL,
    revision_id integer NOT NULL,
    ordinal integer NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    folded text NOT NULL COLLATE pg_catalog."C",
    own integer NOT NULL,
    lead integer NOT NULL,
    located json NOT NULL,
    begins integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.revisions (
    id integer NOT NULL,
    document_id integer NOT NULL,
    number integer NOT NULL,
    content_id integer NOT NULL,
    text_id integer NOT NULL,
    run_id integer NOT NULL,
    superseded_run integer,
    reader text NOT NULL COLLATE pg_catalog."C",
    rules text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    libraries text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    genre text COLLATE pg_catalog."C",
    issuer text COLLATE pg_catalog."C",
    issued text COLLATE pg_catalog."C",
    place text COLLATE pg_catalog."C",
    platform text COLLATE pg_catalog."C",
    uploaded text COLLATE pg_catalog."C",
    source_grade text COLLATE pg_catalog."C",
    meta json NOT NULL,
    place_code text COLLATE pg_catalog."C",
    year_min integer,
    year_max integer,
    year_basis text COLLATE pg_catalog."C",
    reckoned json DEFAULT '{}'::json NOT NULL,
    completeness text NOT NULL COLLATE pg_catalog."C",
    completeness_reasons json NOT NULL,
    kept text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    decided json
);
CREATE SEQUENCE public.revisions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.revisions_id_seq OWNED BY public.revisions.id;
CREATE TABLE public.run_items (
    id integer NOT NULL,
    run_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    stage text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    document_id integer,
    seconds double precision,
    tool text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    advice text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    content text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    program text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.run_items_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.run_items_id_seq OWNED BY public.run_items.id;
CREATE TABLE public.runs (
    id integer NOT NULL,
    command text NOT NULL COLLATE pg_catalog."C",
    started text NOT NULL COLLATE pg_catalog."C",
    finished text COLLATE pg_catalog."C",
    counts json NOT NULL
);
CREATE SEQUENCE public.runs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_id_seq OWNED BY public.runs.id;
CREATE TABLE public.sentences (
    id bigint NOT NULL,
    revision_id integer NOT NULL,
    begins integer NOT NULL,
    folded text NOT NULL COLLATE pg_catalog."C",
    passage integer DEFAULT 0 NOT NULL,
    rest integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.sightings (
    id integer NOT NULL,
    content_id integer NOT NULL,
    document_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    batch text NOT NULL COLLATE pg_catalog."C",
    collector text NOT NULL COLLATE pg_catalog."C",
    address text COLLATE pg_catalog."C",
    collected text COLLATE pg_catalog."C",
    first_run integer NOT NULL,
    ended_run integer
);
CREATE SEQUENCE public.sightings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sightings_id_seq OWNED BY public.sightings.id;
CREATE TABLE public.texts (
    id integer NOT NULL,
    content_id integer NOT NULL,
    reader text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    encoding text COLLATE pg_catalog."C",
    characters integer NOT NULL,
    text text NOT NULL COLLATE pg_catalog."C",
    places json NOT NULL,
    notes json NOT NULL
);
CREATE SEQUENCE public.texts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.texts_id_seq OWNED BY public.texts.id;
ALTER TABLE ONLY public.contents ALTER COLUMN id SET DEFAULT nextval('public.contents_id_seq'::regclass);
ALTER TABLE ONLY public.decisions ALTER COLUMN id SET DEFAULT nextval('public.decisions_id_seq'::regclass);
ALTER TABLE ONLY public.documents ALTER COLUMN id SET DEFAULT nextval('public.documents_id_seq'::regclass);
ALTER TABLE ONLY public.edits ALTER COLUMN id SET DEFAULT nextval('public.edits_id_seq'::regclass);
ALTER TABLE ONLY public.evidence ALTER COLUMN id SET DEFAULT nextval('public.evidence_id_seq'::regclass);
ALTER TABLE ONLY public.exclusions ALTER COLUMN id SET DEFAULT nextval('public.exclusions_id_seq'::regclass);
ALTER TABLE ONLY public.gaps ALTER COLUMN id SET DEFAULT nextval('public.gaps_id_seq'::regclass);
ALTER TABLE ONLY public.labels ALTER COLUMN id SET DEFAULT nextval('public.labels_id_seq'::regclass);
ALTER TABLE ONLY public.observations ALTER COLUMN id SET DEFAULT nextval('public.observations_id_seq'::regclass);
ALTER TABLE ONLY public.revisions ALTER COLUMN id SET DEFAULT nextval('public.revisions_id_seq'::regclass);
ALTER TABLE ONLY public.run_items ALTER COLUMN id SET DEFAULT nextval('public.run_items_id_seq'::regclass);
ALTER TABLE ONLY public.runs ALTER COLUMN id SET DEFAULT nextval('public.runs_id_seq'::regclass);
ALTER TABLE ONLY public.sightings ALTER COLUMN id SET DEFAULT nextval('public.sightings_id_seq'::regclass);
ALTER TABLE ONLY public.texts ALTER COLUMN id SET DEFAULT nextval('public.texts_id_seq'::regclass);
INSERT INTO public.contents VALUES (1, '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'text/plain', 1);
INSERT INTO public.decisions VALUES (1, 0, '55e1af30273047c4bb53af795cfe9cff', 'accept', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'a.txt', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', '{"after":",持证上岗率为75.2%。到2014年,松溪镇社区服务设施总面积","before":"临江州社区建设经验材料青禾区现有社区工作者","ordinal":0,"quote":"1280人","text":"reading"}', '{}', '{"due":null,"indicator":"社区工作者","kind":"figure","level":"unknown","measure":"unknown","per":null,"relation":"=","role":"value","scope":"青禾区","time":null,"tone":"plain","unit":"人","value":"1280","value_high":null}', 0, '甲', '2026-11-22T10:56:54+00:00', '', NULL, 'exact', 0);
INSERT INTO public.documents VALUES (1, '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 1);
INSERT INTO public.edits VALUES (1, 1, 'clean', 41, 44, '', 'page-marker');
INSERT INTO public.edits VALUES (2, 1, 'reading', 23, 24, '', 'space-in-number');
INSERT INTO public.edits VALUES (3, 1, 'reading', 41, 44, '', 'page-marker');
INSERT INTO public.edits VALUES (4, 2, 'clean', 41, 44, '', 'page-marker');
INSERT INTO public.edits VALUES (5, 2, 'reading', 23, 24, '', 'space-in-number');
INSERT INTO public.edits VALUES (6, 2, 'reading', 41, 44, '', 'page-marker');
INSERT INTO public.evidence VALUES (1, 1, 0, 29, 33, '持证上岗', 'G001', 'gov_led', 2.5, 'execute', 'practice');
INSERT INTO public.evidence VALUES (2, 3, 0, 29, 33, '持证上岗', 'G001', 'gov_led', 2.5, 'execute', 'practice');
INSERT INTO public.exclusions VALUES (1, 1, 45, 50, '2014年', 'bare-date');
INSERT INTO public.exclusions VALUES (2, 2, 45, 50, '2014年', 'bare-date');
INSERT INTO public.gaps VALUES (1, 1, 81, 84, '完成。', 'cut_end', 'ends-early');
INSERT INTO public.gaps VALUES (2, 2, 81, 84, '完成。', 'cut_end', 'ends-early');
INSERT INTO public.labels VALUES (1, 1, 0, 'governance_model', 'gov_led', 0.8, NULL, NULL, '["cue-rule"]', NULL, '{"gov_led":1.0}', 'unreviewed', NULL, NULL);
INSERT INTO public.labels VALUES (2, 1, 1, 'tag', 'staff', 0.5, 0, 11, '["cue-rule"]', NULL, '{}', 'unreviewed', NULL, NULL);
INSERT INTO public.labels VALUES (3, 2, 0, 'governance_model', 'gov_led', 0.8, NULL, NULL, '["cue-rule"]', NULL, '{"gov_led":1.0}', 'unreviewed', NULL, NULL);
INSERT INTO public.labels VALUES (4, 2, 1, 'tag', 'staff', 0.5, 0, 11, '["cue-rule"]', NULL, '{}', 'unreviewed', NULL, NULL);
INSERT INTO public.meta VALUES ('application', 'policytext');
INSERT INTO public.meta VALUES ('schema_version', '11');
INSERT INTO public.observations VALUES (4, 1, '1a72c0bba534698c791f313361bddcb5086722e22ad0529134d23152bd908703', 3, 76, 80, 41, 84, '11月底', '11月底', 'deadline', NULL, NULL, NULL, NULL, '11-30', '日期', '<=', 'value', NULL, NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '|||11月底', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.observations VALUES (2, 1, 'c1f99d47bdd6dde564378d001aaf278b4253d7844a21ad0826e88a474e867312', 1, 35, 40, 12, 41, '75.2%', '75.2%', 'figure', '75.2', 75.2, NULL, NULL, NULL, '%', '=', 'value', '持证上岗率', NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '持证上岗率|||75.2%', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.observations VALUES (1, 1, '646142810049084ab338fd493aa0f60f9ef6fe9e1c3852914f8e5c133100c053', 0, 22, 28, 12, 41, '1 280人', '1280人', 'figure', '1280', 1280, NULL, NULL, NULL, '人', '=', 'value', '社区工作者', '青禾区', NULL, NULL, NULL, 2012, 2012, 'issued', 'repaired', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区工作者|青禾区||1280人', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.observations VALUES (3, 1, '1adb3d4c7080819e206b0723254d04d1a3e05be658aff7c673f05a7a3030875d', 2, 65, 73, 41, 84, '3500多平方米', '3500多平方米', 'target', '3500', 3500, NULL, NULL, NULL, '平方米', '>', 'value', '社区服务设施总面积', '松溪镇', '到2014年', NULL, NULL, 2014, 2014, 'stated', 'as_written', 'expected', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区服务设施总面积|松溪镇||3500多平方米', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.observations VALUES (6, 2, 'c1f99d47bdd6dde564378d001aaf278b4253d7844a21ad0826e88a474e867312', 1, 35, 40, 12, 41, '75.2%', '75.2%', 'figure', '75.2', 75.2, NULL, NULL, NULL, '%', '=', 'value', '持证上岗率', NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '持证上岗率|||75.2%', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO public.observations VALUES (7, 2, '1adb3d4c7080819e206b0723254d04d1a3e05be658aff7c673f05a7a3030875d', 2, 65, 73, 41, 84, '3500多平方米', '3500多平方米', 'target', '3500', 3500, NULL, NULL, NULL, '平方米', '>', 'value', '社区服务设施总面积', '松溪镇', '到2014年', NULL, NULL, 2014, 2014, 'stated', 'as_written', 'expected', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区服务设施总面积|松溪镇||3500多平方米', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO public.observations VALUES (8, 2, '1a72c0bba534698c791f313361bddcb5086722e22ad0529134d23152bd908703', 3, 76, 80, 41, 84, '11月底', '11月底', 'deadline', NULL, NULL, NULL, NULL, '11-30', '日期', '<=', 'value', NULL, NULL, NULL, NULL, NULL, 2012, 2012, 'issued', 'as_written', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '|||11月底', 'unreviewed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO public.observations VALUES (5, 2, '646142810049084ab338fd493aa0f60f9ef6fe9e1c3852914f8e5c133100c053', 0, 22, 28, 12, 41, '1 280人', '1280人', 'figure', '1280', 1280, NULL, NULL, NULL, '人', '=', 'value', '社区工作者', '青禾区', NULL, NULL, NULL, 2012, 2012, 'issued', 'repaired', 'plain', 'unknown', 'unknown', NULL, NULL, NULL, '[]', '["number-digits","unit-suffix"]', '{"kind":"page","page":3}', '社区工作者|青禾区||1280人', 'accepted', '甲', '2026-11-22T10:56:54+00:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1048576, 1048576);
INSERT INTO public.passages VALUES (1048576, 2, 0, 0, 84, '临江州社区建设经验材料青禾区现有社区工作者1280人,持证上岗率为75.2%。到2014年,松溪镇社区服务设施总面积达到3500多平方米以上,11月底前完成。', 79, 0, '{"kind":"cell","page":3,"table":1}', 0);
INSERT INTO public.revisions VALUES (1, 1, 1, 1, 1, 1, 2, 'text/1', 'rules-1', 'model-1', 'libraries-1', 'a.txt', '临江州社区建设经验材料', 'experience_exchange', NULL, '2012-05-01', '临江州', NULL, NULL, NULL, '{"genre":{"rule":"genre-word","span":null},"issued":{"rule":"head-date","span":null},"place":{"rule":"title-place","span":[0,3]},"title":{"rule":"title-line","span":[0,11]}}', NULL, NULL, NULL, 'unknown', '{"places":[],"years":{"evidence":[],"now":[null,null],"rules":[]}}', 'unknown', '[]', '', NULL);
INSERT INTO public.revisions VALUES (2, 1, 2, 1, 1, 2, NULL, 'text/1', 'rules-2', 'model-1', 'libraries-1', 'a.txt', '临江州社区建设经验材料', 'experience_exchange', NULL, '2012-05-01', '临江州', NULL, NULL, NULL, '{"genre":{"rule":"genre-word","span":null},"issued":{"rule":"head-date","span":null},"place":{"rule":"title-place","span":[0,3]},"title":{"rule":"title-line","span":[0,11]}}', NULL, NULL, NULL, 'unknown', '{"places":[],"years":{"evidence":[],"now":[null,null],"rules":[]}}', 'unknown', '[]', '', NULL);
INSERT INTO public.runs VALUES (1, 'ingest', '2026-03-04T05:06:07+00:00', '2026-03-04T05:06:07+00:00', '{}');
INSERT INTO public.runs VALUES (2, 'ingest', '2026-03-04T05:06:07+00:00', '2026-03-04T05:06:07+00:00', '{}');
INSERT INTO public.sentences VALUES (1099511627776, 2, 0, '临江州社区建设经验材料', 0, 79);
INSERT INTO public.sentences VALUES (1099511627777, 2, 11, '青禾区现有社区工作者1280人,持证上岗率为75.2%。', 0, 68);
INSERT INTO public.sentences VALUES (1099511627778, 2, 39, '到2014年,松溪镇社区服务设施总面积达到3500多平方米以上,11月底前完成。', 0, 40);
INSERT INTO public.sightings VALUES (1, 1, 1, 'a.txt', '', '', NULL, NULL, 1, NULL);
INSERT INTO public.texts VALUES (1, 1, 'text/1', '9a3a9a68427bc87b7300559c5261d3630c3ce381f06f13ebe93af3afaf6f5578', 'utf-8', 84, '临江州社区建设经验材料
青禾区现有社区工作者1 280人，持证上岗率为75.2%。第2页到2014年，松溪镇社区服务设施总面积达到3500多平方米以上，11月底前完成。', '[{"kind":"page","page":3,"span":[0,84]},{"kind":"cell","span":[0,11],"table":1}]', '[]');
SELECT pg_catalog.setval('public.contents_id_seq', 1, true);
SELECT pg_catalog.setval('public.decisions_id_seq', 1, true);
SELECT pg_catalog.setval('public.documents_id_seq', 1, true);
SELECT pg_catalog.setval('public.edits_id_seq', 6, true);
SELECT pg_catalog.setval('public.evidence_id_seq', 2, true);
SELECT pg_catalog.setval('public.exclusions_id_seq', 2, true);
SELECT pg_catalog.setval('public.gaps_id_seq', 2, true);
SELECT pg_catalog.setval('public.labels_id_seq', 4, true);
SELECT pg_catalog.setval('public.observations_id_seq', 8, true);
SELECT pg_catalog.setval('public.revisions_id_seq', 2, true);
SELECT pg_catalog.setval('public.run_items_id_seq', 1, false);
SELECT pg_catalog.setval('public.runs_id_seq', 2, true);
SELECT pg_catalog.setval('public.sightings_id_seq', 1, true);
SELECT pg_catalog.setval('public.texts_id_seq', 1, true);
ALTER TABLE ONLY public.contents
    ADD CONSTRAINT pk_contents PRIMARY KEY (id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT pk_decisions PRIMARY KEY (id);
ALTER TABLE ONLY public.documents
    ADD CONSTRAINT pk_documents PRIMARY KEY (id);
ALTER TABLE ONLY public.edits
    ADD CONSTRAINT pk_edits PRIMARY KEY (id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT pk_evidence PRIMARY KEY (id);
ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT pk_exclusions PRIMARY KEY (id);
ALTER TABLE ONLY public.families
    ADD CONSTRAINT pk_families PRIMARY KEY (document_id);
ALTER TABLE ONLY public.gaps
    ADD CONSTRAINT pk_gaps PRIMARY KEY (id);
ALTER TABLE ONLY public.labels
    ADD CONSTRAINT pk_labels PRIMARY KEY (id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT pk_leases PRIMARY KEY (name);
ALTER TABLE ONLY public.meta
    ADD CONSTRAINT pk_meta PRIMARY KEY (key);
ALTER TABLE ONLY public.observations
    ADD CONSTRAINT pk_observations PRIMARY KEY (id);
ALTER TABLE ONLY public.passages
    ADD CONSTRAINT pk_passages PRIMARY KEY (id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT pk_revisions PRIMARY KEY (id);
ALTER TABLE ONLY public.run_items
    ADD CONSTRAINT pk_run_items PRIMARY KEY (id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (id);
ALTER TABLE ONLY public.sentences
    ADD CONSTRAINT pk_sentences PRIMARY KEY (id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT pk_sightings PRIMARY KEY (id);
ALTER TABLE ONLY public.texts
    ADD CONSTRAINT pk_texts PRIMARY KEY (id);
ALTER TABLE ONLY public.contents
    ADD CONSTRAINT uq_contents_sha256 UNIQUE (sha256);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT uq_decisions_uid UNIQUE (uid);
ALTER TABLE ONLY public.documents
    ADD CONSTRAINT uq_documents_key UNIQUE (key);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_document_id_number UNIQUE (document_id, number);
ALTER TABLE ONLY public.texts
    ADD CONSTRAINT uq_texts_content_id_reader_digest UNIQUE (content_id, reader, digest);
CREATE INDEX ix_decisions_document_key ON public.decisions USING btree (document_key);
CREATE INDEX ix_decisions_seq ON public.decisions USING btree (seq);
CREATE INDEX ix_edits_revision_id_view_span_start ON public.edits USING btree (revision_id, view, span_start);
CREATE INDEX ix_evidence_label_id ON public.evidence USING btree (label_id);
CREATE INDEX ix_exclusions_revision_id ON public.exclusions USING btree (revision_id);
CREATE INDEX ix_families_family ON public.families USING btree (family);
CREATE INDEX ix_gaps_revision_id ON public.gaps USING btree (revision_id);
CREATE INDEX ix_labels_facet_code ON public.labels USING btree (facet, code);
CREATE INDEX ix_labels_revision_id ON public.labels USING btree (revision_id);
CREATE INDEX ix_observations_by_kind ON public.observations USING btree (kind, unit, year_min, year_max, value_float, value_high_float, review, passage, passage_to) WHERE (passage IS NOT NULL);
CREATE INDEX ix_observations_by_kind_shared ON public.observations USING btree (kind, unit, year_min, year_max, value_float, value_high_float, review, passage, passage_to) WHERE (passage_to > passage);
CREATE INDEX ix_observations_by_passage ON public.observations USING btree (passage, passage_to, kind, unit, year_min, year_max, value_float, value_high_float, review) WHERE (passage IS NOT NULL);
CREATE INDEX ix_observations_identity ON public.observations USING btree (identity);
CREATE INDEX ix_observations_indicator_id_place_code ON public.observations USING btree (indicator_id, place_code);
CREATE INDEX ix_observations_normal ON public.observations USING btree (normal);
CREATE INDEX ix_observations_revision_id_span_start ON public.observations USING btree (revision_id, span_start);
CREATE INDEX ix_observations_unit_value_float ON public.observations USING btree (unit, value_float);
CREATE INDEX ix_passages_revision_id_begins ON public.passages USING btree (revision_id, begins);
CREATE INDEX ix_revisions_content_id ON public.revisions USING btree (content_id);
CREATE INDEX ix_revisions_run_id ON public.revisions USING btree (run_id);
CREATE INDEX ix_run_items_path ON public.run_items USING btree (path);
CREATE INDEX ix_run_items_run_id ON public.run_items USING btree (run_id);
CREATE INDEX ix_sightings_content_id ON public.sightings USING btree (content_id);
CREATE INDEX ix_sightings_document_id ON public.sightings USING btree (document_id);
CREATE INDEX ix_sightings_path ON public.sightings USING btree (path);
CREATE INDEX passage_index ON public.passages USING gin (public.policytext_tokens(folded, own)) WITH (fastupdate=off);
CREATE INDEX sentence_index ON public.sentences USING gin (public.policytext_tokens(folded, length(folded))) WITH (fastupdate=off);
CREATE UNIQUE INDEX uq_revisions_current ON public.revisions USING btree (document_id) WHERE (superseded_run IS NULL);
CREATE UNIQUE INDEX uq_sightings_open ON public.sightings USING btree (path, batch, collector) WHERE (ended_run IS NULL);
ALTER TABLE ONLY public.contents
    ADD CONSTRAINT fk_contents_first_run FOREIGN KEY (first_run) REFERENCES public.runs(id);
ALTER TABLE ONLY public.documents
    ADD CONSTRAINT fk_documents_first_run FOREIGN KEY (first_run) REFERENCES public.runs(id);
ALTER TABLE ONLY public.edits
    ADD CONSTRAINT fk_edits_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT fk_evidence_label_id FOREIGN KEY (label_id) REFERENCES public.labels(id);
ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT fk_exclusions_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.families
    ADD CONSTRAINT fk_families_document_id FOREIGN KEY (document_id) REFERENCES public.documents(id);
ALTER TABLE ONLY public.families
    ADD CONSTRAINT fk_families_family FOREIGN KEY (family) REFERENCES public.documents(id);
ALTER TABLE ONLY public.gaps
    ADD CONSTRAINT fk_gaps_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.labels
    ADD CONSTRAINT fk_labels_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT fk_leases_run_id FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.observations
    ADD CONSTRAINT fk_observations_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.passages
    ADD CONSTRAINT fk_passages_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_content_id FOREIGN KEY (content_id) REFERENCES public.contents(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_document_id FOREIGN KEY (document_id) REFERENCES public.documents(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_run_id FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_superseded_run FOREIGN KEY (superseded_run) REFERENCES public.runs(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_text_id FOREIGN KEY (text_id) REFERENCES public.texts(id);
ALTER TABLE ONLY public.run_items
    ADD CONSTRAINT fk_run_items_document_id FOREIGN KEY (document_id) REFERENCES public.documents(id);
ALTER TABLE ONLY public.run_items
    ADD CONSTRAINT fk_run_items_run_id FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.sentences
    ADD CONSTRAINT fk_sentences_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_content_id FOREIGN KEY (content_id) REFERENCES public.contents(id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_document_id FOREIGN KEY (document_id) REFERENCES public.documents(id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_ended_run FOREIGN KEY (ended_run) REFERENCES public.runs(id);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_first_run FOREIGN KEY (first_run) REFERENCES public.runs(id);
ALTER TABLE ONLY public.texts
    ADD CONSTRAINT fk_texts_content_id FOREIGN KEY (content_id) REFERENCES public.contents(id);
