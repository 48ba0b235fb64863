-- What was sent in, decided, agreed and accepted, word for word as it was at that moment. Written in the act's own transaction.
create table seals (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    -- What it is a version of, as kind:id.
    subject text not null,
    -- The act that made it: ApplicationSubmitted, DecisionApproved, AgreementSigned, ReportReceived, ReportAccepted.
    kind text not null,
    at timestamptz not null,
    by_id uuid not null,
    -- JSON, kept as text: the hash is of these very characters in UTF-8.
    content text not null,
    sha256 text not null
);
create index seals_subject on seals (subject, at, id);
revoke update, delete, truncate on seals from grantflow_app;
