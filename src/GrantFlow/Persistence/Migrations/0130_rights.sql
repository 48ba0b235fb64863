-- What programmes changed in the matrix of rights; a cell that isn't here is as it ships.
create table right_changes (
    programme_id uuid not null references programmes deferrable initially deferred,
    act text not null,
    holder text not null,
    reach text not null,
    primary key (programme_id, act, holder)
);
