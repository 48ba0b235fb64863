-- Awards, monitoring and reporting. The programme leads every list's index, so that whole programmes can be placed apart.
create table awards (
    id uuid primary key,
    programme_id uuid not null references programmes,
    cohort_id uuid references cohorts,
    competition_id uuid references competitions,
    organisation_id uuid not null references organisations,
    application_id uuid references applications,
    number text not null,
    title jsonb not null,
    amount numeric(18, 2) not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    committed numeric(18, 2) not null default 0,
    state text not null,
    risk text not null default 'Green',
    starts_on date not null,
    ends_on date not null,
    awarded_on date not null,
    suspended_on date,
    ended_on date,
    end_reason text,
    workflow_instance uuid,
    binding uuid,
    source_id text,
    source_sha256 text,
    created_at timestamptz not null,
    check (ends_on >= starts_on),
    -- What has been released never exceeds the award, whatever the application does.
    constraint awards_not_over_disbursed check (committed between 0 and amount)
);
create unique index awards_number on awards (programme_id, number);
create unique index awards_source on awards (programme_id, source_id) where source_id is not null;
create unique index awards_application on awards (application_id) where application_id is not null;
create index awards_state on awards (programme_id, state);
create index awards_organisation on awards (organisation_id);
create index awards_cohort on awards (cohort_id) where cohort_id is not null;

create table due_diligence_checks (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    kind text not null,
    result text not null,
    note text not null default '',
    by_id uuid not null,
    by_name text not null,
    at timestamptz not null
);
create index due_diligence_checks_award on due_diligence_checks (award_id, at);

create table agreements (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    version integer not null check (version > 0),
    language text not null,
    text text not null,
    sha256 text not null,
    state text not null,
    prepared_at timestamptz not null,
    sign_by date not null,
    escalated_at timestamptz,
    unique (award_id, version)
);
create unique index agreements_one_in_force on agreements (award_id) where state <> 'Void';

create table agreement_signatures (
    agreement_id uuid not null references agreements on delete cascade,
    side text not null,
    person_id uuid not null,
    person_name text not null,
    method text not null,
    at timestamptz not null,
    primary key (agreement_id, side)
);

create table disbursements (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null check (number > 0),
    amount numeric(18, 2) not null check (amount > 0),
    due_on date not null,
    state text not null,
    requires_report integer,
    hold_reason text,
    released_at timestamptz,
    released_by uuid,
    paid_on date,
    reference text,
    unique (award_id, number)
);
create index disbursements_open on disbursements (programme_id, due_on) where state in ('Planned', 'Due', 'Held', 'Released');

create table conditions (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    disbursement_id uuid references disbursements on delete set null,
    number integer not null,
    text jsonb not null,
    state text not null,
    settled_at timestamptz,
    settled_by uuid,
    evidence text,
    unique (award_id, number)
);

create table variations (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null,
    kind text not null,
    reason text not null,
    before text not null,
    after text not null,
    approved_by uuid not null,
    approved_at timestamptz not null,
    unique (award_id, number)
);

create table visits (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null check (number > 0),
    kind text not null,
    planned_on date not null,
    state text not null,
    confirmed_by uuid,
    announced_at timestamptz,
    held_on date,
    held_by uuid,
    notes text,
    unique (award_id, number)
);
create index visits_open on visits (programme_id, planned_on) where state in ('Planned', 'Confirmed');

create table findings (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    visit_id uuid references visits on delete set null,
    number integer not null,
    text text not null,
    severity text not null,
    action text not null default '',
    due_on date,
    state text not null,
    raised_at timestamptz not null,
    resolved_at timestamptz,
    resolution text,
    unique (award_id, number)
);
create index findings_open on findings (programme_id, due_on) where state = 'Open';

create table milestones (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null,
    title jsonb not null,
    due_on date not null,
    state text not null,
    reached_on date,
    evidence text,
    unique (award_id, number)
);

create table award_indicators (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null,
    title jsonb not null,
    unit text not null,
    baseline numeric(18, 2),
    target numeric(18, 2),
    unique (award_id, number)
);
create table indicator_actuals (
    id uuid primary key,
    indicator_id uuid not null references award_indicators on delete cascade,
    measured_on date not null,
    value numeric(18, 2) not null,
    evidence text,
    by_id uuid not null,
    at timestamptz not null
);

create table risk_changes (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    before text not null,
    after text not null,
    reason text not null,
    by_id uuid not null,
    at timestamptz not null
);
create index risk_changes_award on risk_changes (award_id, at);

create table reports (
    id uuid primary key,
    programme_id uuid not null,
    award_id uuid not null references awards on delete cascade,
    number integer not null check (number > 0),
    kind text not null,
    period_start date not null,
    period_end date not null,
    due_on date not null,
    due_at timestamptz not null,
    state text not null,
    requested_at timestamptz,
    submitted_at timestamptz,
    submitted_by uuid,
    accepted_at timestamptz,
    accepted_by uuid,
    late boolean not null default false,
    times_returned integer not null default 0,
    escalated_at timestamptz,
    content jsonb not null default '{}',
    spent numeric(18, 2),
    unique (award_id, number),
    check (period_end >= period_start)
);
create index reports_open on reports (programme_id, due_on) where state in ('Planned', 'Requested', 'Submitted', 'Returned');

create table report_lines (
    report_id uuid not null references reports on delete cascade,
    number integer not null,
    heading text not null,
    budgeted numeric(18, 2) not null,
    spent numeric(18, 2) not null check (spent >= 0),
    primary key (report_id, number)
);

create table report_reviews (
    id uuid primary key,
    report_id uuid not null references reports on delete cascade,
    outcome text not null,
    reasons text not null default '',
    due_on date,
    by_id uuid not null,
    at timestamptz not null
);
create index report_reviews_report on report_reviews (report_id, at);
