# SPDX-License-Identifier: MIT
# What every suite shares; sourced after `top` (the project's folder) is set. A result is one line `pass|fail|skip NAME`
# in a file of $results; what a person needs to know about a failure goes to standard output at once.
# shellcheck shell=sh disable=SC2034,SC2154
umask 022
unset CDPATH TZ LANG LANGUAGE NO_COLOR POSIXLY_CORRECT AR_AS_OF AR_SEAL
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
case $BUILD in
/*) build=$BUILD ;;
*) build=$top/$BUILD ;;
esac
results=$build/tests/results
temporary=$build/tests/tmp
mkdir -p "$results" "$temporary"
path=$build/bin:$PATH

# Where real data lies, which is never part of the project; tests that want it are skipped without it.
shared=
for folder in "${AR_SHARED-}" "$top/../shared" "$top/../../shared"; do
    if [ -n "$folder" ] && [ -f "$folder/data/README.md" ]; then
        shared=$(cd "$folder" && pwd)
        break
    fi
done

# An environment with nothing in it but what a test may know.
clean() {
    if [ -n "$shared" ]; then
        env -i PATH="$path" LC_ALL=C AR_SHARED="$shared" ${SANITIZED:+ASAN_OPTIONS="$asan"} "$@"
    else
        env -i PATH="$path" LC_ALL=C ${SANITIZED:+ASAN_OPTIONS="$asan"} "$@"
    fi
}
asan=allocator_may_return_null=1:detect_leaks=1:abort_on_error=0:exitcode=99

passed() { echo "pass $1" >>"$results/$$"; }
skipped() { echo "skip $1" >>"$results/$$"; }
failed() { # NAME [FILE to show]
    echo "fail $1" >>"$results/$$"
    if [ $# -gt 1 ] && [ -s "$2" ]; then
        { echo "FAIL $1"; sed 's/^/    /' "$2" | head -60; } >"$2.shown"
        cat "$2.shown" # in one go, so that two workers do not mix their lines
        rm -f "$2.shown"
    else
        echo "FAIL $1"
    fi
}
