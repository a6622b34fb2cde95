/* SPDX-License-Identifier: MIT */
/* The built-in policy: five levels by e-mail from friendly to final, a week between two contacts at least. Days follow
   common practice; after the final one a person decides. Behind the default one stand the procedures that the built-in
   segments of ar-segment name. A level has the same text in all of them: who moves to another one goes on behind the
   level that was sent last, and hears no text twice and skips none. */
#define POLICY_COLUMNS 15
static const char *const default_policy[][POLICY_COLUMNS] = {
    {"procedure", "level", "days", "channel", "template", "tone", "next", "minimum", "minimum_item", "minimum_arrears",
     "grace", "interval", "fee", "interest", "repeat"},
    {"default", "1", "3", "email", "courtesy", "soft", "reminder", "", "", "", "", "7", "", "", ""},
    {"default", "2", "10", "email", "reminder", "friendly", "firm", "", "", "", "", "7", "", "", ""},
    {"default", "3", "20", "email", "firm", "firm", "formal", "", "", "", "", "7", "", "", ""},
    {"default", "4", "30", "email", "formal", "formal", "final", "", "", "", "", "7", "", "", ""},
    {"default", "5", "45", "email", "final", "hard", "legal", "", "", "", "", "7", "", "", ""},
    {"gentle", "1", "10", "email", "courtesy", "soft", "reminder", "", "", "", "", "14", "", "", ""},
    {"gentle", "2", "25", "email", "reminder", "friendly", "firm", "", "", "", "", "14", "", "", ""},
    {"gentle", "3", "45", "email", "firm", "firm", "formal", "", "", "", "", "14", "", "", ""},
    {"strict", "2", "1", "email", "reminder", "friendly", "firm", "", "", "", "", "7", "", "", ""},
    {"strict", "3", "10", "email", "firm", "firm", "formal", "", "", "", "", "7", "", "", ""},
    {"strict", "4", "20", "email", "formal", "formal", "final", "", "", "", "", "7", "", "", ""},
    {"strict", "5", "30", "email", "final", "hard", "legal", "", "", "", "", "7", "", "", ""},
    {"personal", "1", "5", "call|email", "courtesy", "soft", "reminder", "", "", "", "", "7", "", "", ""},
    {"personal", "2", "15", "call|email", "reminder", "friendly", "firm", "", "", "", "", "7", "", "", ""},
    {"personal", "3", "30", "call|email", "firm", "firm", "formal", "", "", "", "", "7", "", "", ""},
};
