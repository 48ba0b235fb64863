-- What the pages ask most, and no index led to: each of these read its whole table once a page.
-- "My page", for everybody: assessments given to a person, tasks for a person, an organisation's applications.
create index assessments_assessor on assessments (assessor_id, state) where assessor_id is not null;
create index tasks_person on tasks (person_id, due_at) where state = 'Open';
create index applications_of_organisation on applications (organisation_id, state);
-- An organisation's page: its plan and its newest health report.
create index plan_actions_organisation on plan_actions (organisation_id, due_on);
create index health_reports_organisation on health_reports (organisation_id, id);
-- A grant's page and a visit's: the newest figure of each indicator, what a visit found.
create index indicator_actuals_indicator on indicator_actuals (indicator_id, measured_on);
create index findings_visit on findings (visit_id) where visit_id is not null;
