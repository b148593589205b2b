-- Which operations are open is asked by state.
DROP INDEX operation_open;
CREATE INDEX operation_state ON operation (state, lease_until);
