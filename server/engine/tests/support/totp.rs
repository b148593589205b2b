//! TOTP codes as an authenticator app shows them, computed by RFC 6238 and independently of the engine.

use super::TestEngine;
use data_encoding::BASE32_NOPAD;
use domain::account::TwoStepView;
use engine::{clock::Clock, people::CurrentSession};
use hmac::{Hmac, KeyInit, Mac};

/// The code of a secret, `later` time steps from now.
pub fn code(test: &TestEngine, secret: &str, later: i64) -> String {
    let step = test.clock.now().0 / 30_000_000 + later;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&BASE32_NOPAD.decode(secret.as_bytes()).unwrap()).unwrap();
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Turns on two-step verification for a user; returns the secret and the recovery codes.
pub async fn turn_on(test: &TestEngine, session: &CurrentSession) -> (String, Vec<String>) {
    test.people().begin_two_step(&session.reauthentication.authorize(session.person.id).unwrap()).await.unwrap();
    let TwoStepView::Begun { secret, .. } = test.people().two_step(session).await.unwrap() else {
        unreachable!("it was begun")
    };
    let codes = test.people().confirm_two_step(session.person.id, &code(test, &secret, 0)).await.unwrap().unwrap();
    (secret, codes)
}
