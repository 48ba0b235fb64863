-- Programmes, organisations, capacity, competitions, selection. Every index leads with programme_id where rows
-- belong to a programme, so that whole programmes can be placed apart later.
create table programmes (
    id uuid primary key,
    parent_id uuid references programmes,
    key text not null unique,
    number_prefix text not null,
    name jsonb not null,
    goal jsonb not null,
    acknowledgement jsonb not null default '{}',
    country text not null,
    currency text not null,
    time_zone text not null,
    starts_on date not null,
    ends_on date not null,
    default_language text not null,
    languages text[] not null,
    entrance_required boolean not null,
    kind text not null,
    giving360_prefix text,
    created_at timestamptz not null,
    check (starts_on <= ends_on)
);
create table number_series (
    programme_id uuid not null references programmes,
    series text not null,
    last integer not null,
    primary key (programme_id, series)
);
create table regions (
    country text not null,
    code text not null,
    name jsonb not null,
    primary key (country, code)
);
create table objectives (
    id uuid primary key,
    programme_id uuid not null references programmes,
    parent_id uuid references objectives,
    code text not null,
    name jsonb not null,
    unique (programme_id, code)
);
create table cohorts (
    id uuid primary key,
    programme_id uuid not null references programmes,
    number integer not null,
    name jsonb not null,
    year integer not null,
    places integer not null check (places > 0),
    state text not null,
    binding uuid,
    workflow_instance_id uuid,
    created_at timestamptz not null,
    closed_at timestamptz,
    unique (programme_id, number)
);
create table forms (
    id uuid primary key,
    programme_id uuid not null references programmes,
    purpose text not null,
    version integer not null,
    questions jsonb not null,
    created_at timestamptz not null,
    unique (programme_id, purpose, version)
);

create table organisations (
    id uuid primary key,
    programme_id uuid not null references programmes,
    number text not null,
    name jsonb not null,
    kind text not null,
    registration_number text,
    org_identifier text,
    region text not null,
    settlement text not null,
    language text not null,
    email text not null,
    phone text not null,
    founded_year integer,
    state text not null,
    created_at timestamptz not null,
    unique (programme_id, number),
    unique (programme_id, registration_number)
);
create index organisations_region on organisations (programme_id, region);
create table organisation_people (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null references organisations,
    person_id uuid references people,
    name text not null,
    email text not null,
    language text not null,
    role text not null,
    created_at timestamptz not null
);
create unique index organisation_people_email on organisation_people (programme_id, organisation_id, lower(email));
create index organisation_people_organisation on organisation_people (organisation_id);
create index organisation_people_person on organisation_people (person_id);
create table profiles (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null unique references organisations,
    form_id uuid not null references forms,
    state text not null,
    answers jsonb not null,
    consent boolean not null,
    invited_at timestamptz not null,
    saved_at timestamptz,
    submitted_at timestamptz
);
create index profiles_state on profiles (programme_id, state);

create table cohort_members (
    id uuid primary key,
    programme_id uuid not null references programmes,
    cohort_id uuid not null references cohorts,
    organisation_id uuid not null references organisations,
    application_id uuid,
    state text not null,
    from_reserve boolean not null,
    replaces_id uuid references cohort_members,
    replaced_by_id uuid references cohort_members,
    joined_on date not null,
    left_on date,
    left_reason text
);
-- An organisation holds one place in a programme at a time, whichever the cohort.
create unique index cohort_members_place on cohort_members (programme_id, organisation_id) where state = 'Member';
create index cohort_members_cohort on cohort_members (programme_id, cohort_id, state);

create table assessments (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null references organisations,
    round integer not null,
    state text not null,
    consent boolean not null,
    assessor_id uuid references people,
    scheduled_on date,
    scores jsonb not null,
    offered_at timestamptz not null,
    answered_at timestamptz,
    done_at timestamptz,
    unique (organisation_id, round)
);
create index assessments_state on assessments (programme_id, state);
create table health_reports (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null references organisations,
    assessment_id uuid not null unique references assessments,
    html jsonb not null,
    mean numeric(18, 2) not null,
    issued_at timestamptz not null
);
create table capacity_plans (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null references organisations,
    assessment_id uuid not null unique references assessments,
    agreed_at timestamptz not null
);
create table plan_actions (
    id uuid primary key,
    programme_id uuid not null references programmes,
    plan_id uuid not null references capacity_plans,
    organisation_id uuid not null references organisations,
    parameter text not null,
    action text not null,
    owner text not null,
    due_on date not null,
    state text not null,
    evidence text not null,
    done_at timestamptz
);
create index plan_actions_plan on plan_actions (programme_id, plan_id);
create table entitlements (
    id uuid primary key,
    programme_id uuid not null references programmes,
    organisation_id uuid not null references organisations,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    state text not null,
    basis text not null,
    assessment_id uuid references assessments,
    waiver_reason text,
    revoked_reason text
);
create index entitlements_organisation on entitlements (programme_id, organisation_id, valid_to);
create table topics (
    id uuid primary key,
    programme_id uuid not null references programmes,
    code text not null,
    name jsonb not null,
    unique (programme_id, code)
);
create table capacity_events (
    id uuid primary key,
    programme_id uuid not null references programmes,
    kind text not null,
    topic_id uuid references topics,
    title jsonb not null,
    held_on date not null,
    region text not null,
    part text not null,
    entitlement_required boolean not null,
    state text not null
);
create index capacity_events_day on capacity_events (programme_id, held_on);
create table attendances (
    id uuid primary key,
    programme_id uuid not null references programmes,
    event_id uuid not null references capacity_events,
    organisation_id uuid references organisations,
    participant_name text not null,
    person_key text not null,
    sex text,
    role text not null,
    unique (event_id, person_key)
);
create index attendances_organisation on attendances (programme_id, organisation_id);

create table competitions (
    id uuid primary key,
    programme_id uuid not null references programmes,
    cohort_id uuid not null references cohorts,
    title jsonb not null,
    description jsonb not null,
    state text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    time_zone text not null,
    budget numeric(18, 2) not null,
    max_award numeric(18, 2) not null,
    currency text not null,
    places integer not null,
    reserve_size integer not null,
    entitlement_required boolean not null,
    region_cap integer,
    reviewers_per_application integer not null,
    criteria jsonb not null,
    form_id uuid not null references forms,
    created_at timestamptz not null,
    published_at timestamptz,
    check (opens_at < closes_at)
);
create index competitions_cohort on competitions (programme_id, cohort_id);
create table applications (
    id uuid primary key,
    programme_id uuid not null references programmes,
    competition_id uuid not null references competitions,
    organisation_id uuid not null references organisations,
    number text not null,
    title text not null,
    summary text not null,
    language text not null,
    answers jsonb not null,
    requested_amount numeric(18, 2) not null,
    state text not null,
    created_at timestamptz not null,
    saved_at timestamptz not null,
    submitted_at timestamptz,
    -- text, not jsonb: the sealed bytes must come back as they went in.
    snapshot text,
    snapshot_hash text,
    eligibility jsonb not null,
    told_at timestamptz,
    unique (programme_id, number)
);
create unique index applications_one on applications (competition_id, organisation_id) where state <> 'Withdrawn';
create index applications_state on applications (programme_id, competition_id, state);
create index applications_organisation on applications (programme_id, organisation_id);
alter table cohort_members add foreign key (application_id) references applications;

create table reviews (
    id uuid primary key,
    programme_id uuid not null references programmes,
    competition_id uuid not null references competitions,
    application_id uuid not null references applications,
    reviewer_id uuid not null references people,
    state text not null,
    scores jsonb not null,
    total numeric(9, 4),
    comment text not null,
    due_at timestamptz not null,
    assigned_at timestamptz not null,
    scored_at timestamptz,
    unique (application_id, reviewer_id)
);
create index reviews_competition on reviews (programme_id, competition_id, state);
create index reviews_reviewer on reviews (reviewer_id, state);
create table conflicts_of_interest (
    id uuid primary key,
    programme_id uuid not null references programmes,
    application_id uuid not null references applications,
    organisation_id uuid not null references organisations,
    reviewer_id uuid not null references people,
    conflicted boolean not null,
    reason text not null,
    declared_at timestamptz not null,
    unique (application_id, reviewer_id)
);
create index conflicts_of_interest_organisation on conflicts_of_interest (programme_id, organisation_id, reviewer_id);
create table decisions (
    id uuid primary key,
    programme_id uuid not null references programmes,
    competition_id uuid not null references competitions,
    state text not null,
    proposed_by uuid not null,
    proposed_at timestamptz not null,
    judged_by uuid,
    judged_at timestamptz,
    minutes text not null
);
create unique index decisions_standing on decisions (programme_id, competition_id) where state <> 'SentBack';
create table rankings (
    decision_id uuid not null references decisions,
    application_id uuid not null references applications,
    programme_id uuid not null references programmes,
    rank integer not null,
    mean_score numeric(9, 4) not null,
    outcome text not null,
    reason text not null,
    primary key (decision_id, application_id),
    unique (decision_id, rank)
);

-- ISO 3166-2 subdivisions.
insert into regions (country, code, name) values
    ('AM', 'AM-AG', '{"hy":"Արագածոտն","ky":"Арагацотн","ru":"Арагацотн","en":"Aragatsotn"}'),
    ('AM', 'AM-AR', '{"hy":"Արարատ","ky":"Арарат","ru":"Арарат","en":"Ararat"}'),
    ('AM', 'AM-AV', '{"hy":"Արմավիր","ky":"Армавир","ru":"Армавир","en":"Armavir"}'),
    ('AM', 'AM-ER', '{"hy":"Երևան","ky":"Ереван","ru":"Ереван","en":"Yerevan"}'),
    ('AM', 'AM-GR', '{"hy":"Գեղարքունիք","ky":"Гегаркуник","ru":"Гегаркуник","en":"Gegharkunik"}'),
    ('AM', 'AM-KT', '{"hy":"Կոտայք","ky":"Котайк","ru":"Котайк","en":"Kotayk"}'),
    ('AM', 'AM-LO', '{"hy":"Լոռի","ky":"Лори","ru":"Лори","en":"Lori"}'),
    ('AM', 'AM-SH', '{"hy":"Շիրակ","ky":"Ширак","ru":"Ширак","en":"Shirak"}'),
    ('AM', 'AM-SU', '{"hy":"Սյունիք","ky":"Сюник","ru":"Сюник","en":"Syunik"}'),
    ('AM', 'AM-TV', '{"hy":"Տավուշ","ky":"Тавуш","ru":"Тавуш","en":"Tavush"}'),
    ('AM', 'AM-VD', '{"hy":"Վայոց ձոր","ky":"Вайоц-Дзор","ru":"Вайоц-Дзор","en":"Vayots Dzor"}'),
    ('KG', 'KG-B', '{"hy":"Բատկեն","ky":"Баткен","ru":"Баткенская область","en":"Batken"}'),
    ('KG', 'KG-C', '{"hy":"Չույ","ky":"Чүй","ru":"Чуйская область","en":"Chüy"}'),
    ('KG', 'KG-GB', '{"hy":"Բիշքեկ","ky":"Бишкек","ru":"Бишкек","en":"Bishkek"}'),
    ('KG', 'KG-GO', '{"hy":"Օշ քաղաք","ky":"Ош шаары","ru":"город Ош","en":"Osh City"}'),
    ('KG', 'KG-J', '{"hy":"Ջալալ-Աբադ","ky":"Жалал-Абад","ru":"Джалал-Абадская область","en":"Jalal-Abad"}'),
    ('KG', 'KG-N', '{"hy":"Նարին","ky":"Нарын","ru":"Нарынская область","en":"Naryn"}'),
    ('KG', 'KG-O', '{"hy":"Օշ","ky":"Ош облусу","ru":"Ошская область","en":"Osh Region"}'),
    ('KG', 'KG-T', '{"hy":"Թալաս","ky":"Талас","ru":"Таласская область","en":"Talas"}'),
    ('KG', 'KG-Y', '{"hy":"Իսիկ-Կուլ","ky":"Ысык-Көл","ru":"Иссык-Кульская область","en":"Issyk-Kul"}');
