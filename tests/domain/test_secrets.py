"""Which PINs and passwords a club takes, and how long a guesser waits."""

from datetime import UTC, datetime, timedelta

import pytest

from loyaldesk.domain.secrets import (
    UNTIL_RESET,
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    Lockout,
    WeakSecret,
    WrongPassphrase,
    accepted_password,
    accepted_pin,
    after_restart,
    after_right,
    after_wrong,
    key_problem_words,
    may_try,
    plain_form,
    strength,
    weak_secret_words,
)

NOW = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)


def why(typed, **more):
    with pytest.raises(WeakSecret) as refused:
        accepted_pin(typed, **more)
    return refused.value.why


@pytest.mark.parametrize("typed", ["481516", "۴۸۱۵۱۶", "٤٨١٥١٦", " 481516 ", "４８１５１６"])
def test_a_pin_is_the_same_in_digits_of_any_kind(typed):
    assert accepted_pin(typed) == "481516"


@pytest.mark.parametrize("typed", ["", "48151", "4815162", "48151a", "48151-", "48151²³", "−48151"])
def test_a_pin_has_exactly_six_digits(typed):
    assert why(typed) == "pin_length"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "pin_run"), ("654321", "pin_run"), ("۱۲۳۴۵۶", "pin_run"), ("789012", "pin_run"),
        ("246802", "pin_run"), ("456123", "pin_run"), ("147258", "pin_run"), ("963852", "pin_run"),
        ("111111", "pin_repeat"), ("121212", "pin_repeat"), ("112233", "pin_repeat"),
        ("123123", "pin_repeat"), ("123321", "pin_repeat"), ("100001", "pin_repeat"),
        ("159753", "pin_common"), ("102030", "pin_common"),
        ("630521", "pin_date"),  # 21 Mordad 1363
        ("210563", "pin_date"),  # the day first
        ("112185", "pin_date"),  # the American way
        ("136305", "pin_date"),  # Mordad 1363
        ("199811", "pin_date"), ("051402", "pin_date"),
        ("139401", "pin_date"), ("011394", "pin_date"),  # the first month, both ways round
        ("139412", "pin_date"), ("121394", "pin_date"),  # and the last
        ("010185", "pin_date"), ("851231", "pin_date"), ("123185", "pin_date"),
    ],
)  # fmt: skip
def test_the_first_pins_a_thief_tries_are_refused(typed, code):
    assert why(typed) == code


def test_a_piece_of_the_own_phone_is_no_pin():
    assert why("394857", own_phone="+98 912 639 4857") == "pin_phone"
    assert why("912639", own_phone="۰۹۱۲۶۳۹۴۸۵۷") == "pin_phone"
    assert accepted_pin("394857", own_phone="+989121112222") == "394857"


def test_nine_of_ten_pins_are_free_to_choose():
    refused = 0
    for number in range(0, 1_000_000, 37):
        try:
            accepted_pin(f"{number:06d}")
        except WeakSecret:
            refused += 1
    assert 0.08 < refused / (1_000_000 / 37) < 0.11


def test_a_password_needs_length_and_nothing_else():
    assert accepted_password("my cat eats seven kebabs") == "my cat eats seven kebabs"
    assert accepted_password("گربه‌ی من کباب می‌خورد")
    for typed, code in (
        ("k4#Lq9!zT", "password_short"),
        ("           ", "password_short"),
        ("x" * 501, "password_long"),
        ("1234567890", "password_common"),
        ("۱۲۳۴۵۶۷۸۹۰", "password_common"),
        ("Password12345", "password_common"),
        ("qwertyuiop", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("abcabcabcabc", "password_common"),
        ("abcdefghijkl", "password_common"),
    ):
        with pytest.raises(WeakSecret) as refused:
            accepted_password(typed)
        assert refused.value.why == code, typed


def test_the_own_name_is_no_password():
    with pytest.raises(WeakSecret, match="password_own"):
        accepted_password("مریم هاشمي نژاد", own=("مریم هاشمی نژاد",))


def test_a_password_is_the_same_on_an_arabic_and_a_persian_keyboard():
    assert plain_form("كبابي ٧ شب ها") == plain_form("کبابی ۷ شب ها")


def test_every_refusal_has_a_sentence_of_its_own():
    codes = ["pin_length", "pin_run", "pin_repeat", "pin_date", "pin_phone", "pin_common",
             "password_short", "password_long", "password_common", "password_own"]  # fmt: skip
    sentences = {weak_secret_words(WeakSecret(code)) for code in codes}
    assert len(sentences) == len(codes)
    assert all("{" not in sentence for sentence in sentences)
    problems = [WrongPassphrase(), KeyFileMissing("a"), KeyFileDamaged("a"), KeyFileExists("a")]
    assert len({key_problem_words(problem) for problem in problems}) == 4


def waits(tries, *, is_owner):
    state, seen, now = Lockout(), [], NOW
    for _ in range(tries):
        state = after_wrong(state, now, is_owner=is_owner)
        seen.append(may_try(state, now))
        now = state.locked_until or now
        if state.needs_reset:
            break
    return seen, state


def test_five_wrong_pins_cost_thirty_seconds_and_each_further_one_twice_as_much():
    seen, state = waits(12, is_owner=False)
    assert seen[:9] == [None, None, None, None, 30, 60, 120, 240, 480]
    assert len(seen) == 10
    assert state.needs_reset
    assert state.locked_until == UNTIL_RESET
    assert may_try(state, NOW + timedelta(days=3650)) is not None


def test_the_owner_is_never_locked_out_for_good():
    seen, state = waits(13, is_owner=True)
    assert seen == [None, None, None, None, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert not state.needs_reset


def test_a_wait_ends_to_the_second():
    state = Lockout(5, NOW + timedelta(seconds=30))
    assert may_try(state, NOW + timedelta(seconds=29, milliseconds=1)) == 1
    assert may_try(state, NOW + timedelta(seconds=30)) is None


def test_a_right_pin_forgets_the_wrong_ones():
    assert after_right() == Lockout(0, None)


def test_killing_the_program_or_moving_the_clock_shortens_no_wait():
    state = Lockout(7, NOW + timedelta(seconds=120))
    later = NOW + timedelta(seconds=100)
    assert may_try(after_restart(state, later), later) == 120
    years_ahead = NOW + timedelta(days=800)
    assert may_try(after_restart(state, years_ahead), years_ahead) == 120
    years_back = NOW - timedelta(days=800)
    assert may_try(after_restart(state, years_back), years_back) == 120
    assert after_restart(Lockout(3), NOW) == Lockout(3)
    assert after_restart(Lockout(10, UNTIL_RESET), NOW).needs_reset


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "none"), ("abc", "weak"), ("Naranj Naranj", "weak"),
        ("heron lamp", "fair"), ("heron lamp dusk", "good"),
        ("heron lamp dusk we", "strong"),  # four words, 18 letters
        ("abcdefgh" + "bdfhacegbdfh", "strong"),  # 20 letters of 8 kinds
        ("abcdefg" + "bdfaecgbdfgea", "good"),  # 20 letters of 7 kinds
    ],
)  # fmt: skip
def test_a_pass_phrase_is_the_harder_to_guess_the_longer_it_is(typed, found):
    assert strength(typed, own=("Naranj Naranj",)) == found
