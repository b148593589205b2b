-- Who a provider of OpenID Connect knows a user as: its address and its own word for them, never their e-mail. A user has
-- one identity of each provider: an address that is given to somebody new there does not become a second way in.
CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    -- Whether a mapping of groups made the user, so that their role follows their groups.
    follows BOOLEAN NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identity_user ON identity (user_id, issuer);

-- A browser that was sent to the provider and is not back yet: good for some minutes, and once. What it is to show when it
-- is back are hashes here; what it is asked besides follows from the secret of its cookie.
CREATE TABLE passage (
    state_hash BYTEA PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    address TEXT NOT NULL,
    -- Where a sign-in goes on.
    next TEXT NOT NULL,
    -- Whose proof it is, and the form that waits for it; NULL for a sign-in.
    session_id BIGINT UNIQUE REFERENCES session (id) ON DELETE CASCADE,
    form TEXT,
    created BIGINT NOT NULL
);
CREATE INDEX passage_address ON passage (address, created);

-- Users whom a provider brought have no password: an empty hash is nobody's.
ALTER TABLE session ADD COLUMN provider BOOLEAN NOT NULL DEFAULT FALSE;
-- Who came through the provider and gave no code yet: when they proved there who they are. NULL for a password.
ALTER TABLE half_session ADD COLUMN proved BIGINT;
