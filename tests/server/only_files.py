"""Tests that are about a club's file and mean nothing on a server, each with its reason."""

FILES = {
    "test_keys": "the key of a file",
    "test_opening": "opening a file",
    "test_rescue": "a file that cannot be opened",
    "test_safekeeping": "backups of a file",
}
"""Whole files of tests."""

TESTS = {
    "test_no_byte_of_an_erased_member_is_left_in_the_files": "bytes of a file",
    "test_no_word_of_an_erased_member_is_left_after_all_that_was_promised": "bytes of a file",
    "test_no_word_of_a_member_who_was_a_prospect_is_left": "bytes of a file",
    "test_no_word_of_an_erased_prospect_is_left": "bytes of a file",
    "test_erasing_leaves_no_word_of_the_person": "bytes of a file",
    "test_what_is_late_is_counted_without_reading_the_years_behind_it": "SQLite's query plan",
    "test_nothing_that_happens_at_the_counter_reads_a_whole_table": "SQLite's query plan",
    "test_an_entry_of_the_past_cannot_be_touched_by_any_statement": "REPLACE is SQLite's word",
    "test_the_number_of_statements_does_not_grow_with_the_member": "SQLite's own trace",
    "test_much_that_is_open_takes_no_more_statements_than_little": "SQLite's own trace",
    "test_about_tells_the_engine_that_really_runs": "SQLite's version",
    "test_a_sample_is_removed_and_a_club_is_not": "removing a file",
    "test_a_sale_without_a_sheet_says_that_it_was_reckoned_again": "a guard dropped by its name",
    "test_a_receipt_that_differs_from_the_programme_of_its_day_says_so": "a guard dropped so",
    "test_the_check_names_what_somebody_changed_below_the_program[DELETE FROM member_words WHERE"
    " rowid = 1-every member can be searched]": "the file's own index of words",
    "test_one_member_whose_records_are_broken_stops_no_night": "the driver's authorizer",
    "test_one_member_whose_records_are_broken_keeps_nobody_from_a_birthday": "its authorizer",
    "test_a_page_is_read_although_another_program_writes": "opens the club by its path",
    "test_the_night_stores_the_snapshot_and_one_that_does_not_fit_is_made_anew": "opens by a path",
    "test_a_club_changed_below_the_program_gives_no_good_backup_until_somebody_accepts": "backups",
    "test_the_command_line_tells_every_club": "is told the path of a file",
    "test_an_import_on_the_command_line_ends_what_another_one_left": "is told a path",
    "test_killed_while_reading_the_next_start_cleans_up": "a program told of a path",
}
"""Single tests."""


def reason(module: str, name: str) -> str:
    """Return why a test of a module does not run on a server; empty when it does."""
    plain = name.partition("[")[0]
    return FILES.get(module) or TESTS.get(name) or TESTS.get(plain) or ""
