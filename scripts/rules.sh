#!/usr/bin/env bash
# The rules of docs/ARCHITECTURE.md that no compiler checks.
source "$(dirname "$0")/env.sh"

broken=0
# forbid RULE LINES: LINES are the places that break RULE.
forbid() {
  [ -z "$2" ] && return
  printf 'error: %s\n%s\n' "$1" "$2" >&2
  broken=1
}

forbid "a file is at most 400 lines" "$(find src -name '*.rs' -exec wc -l {} + | awk '$1 > 400 && $2 != "total"')"
forbid "a model knows neither screens, network nor database" \
  "$(find src -name model.rs -exec grep -nHE '\b(leptos|axum|sqlx)(::|_)' {} +)"
forbid "domain and ui know no slice" "$(
  slices=$(find src -mindepth 2 -maxdepth 2 -name model.rs -printf '%h\n' | xargs -rn1 basename | grep -vx domain | paste -sd'|')
  [ -z "$slices" ] || grep -rnE "crate::($slices)\b" src/domain src/ui 2>/dev/null
)"
forbid "a name says what is inside" "$(find src -regextype posix-extended -regex '.*/(utils?|helpers?|managers?|common)(\.rs)?')"
forbid "no mutation by GET, no unescaped HTML" "$(grep -rnE '\bGetUrl\b|inner_html' src --include='*.rs')"

forbid "a page is routed through crate::parts (docs/adr/0019-the-module-in-parts.md)" \
  "$(grep -nE 'view=[A-Z]' src/app.rs | grep -v 'view=HomePage')"
forbid "several lines of text are typed into ui::field::TextArea, which shows no text unescaped" \
  "$(grep -rn '<textarea' src --include='*.rs' | grep -v '^src/ui/field\.rs:')"
forbid "views come from crate::plain (docs/adr/0007-one-way-to-hydrate.md)" "$(
  grep -rlE '\bview! \{' src --include='*.rs' | grep -vE 'src/(plain|server/http)\.rs' | xargs -r grep -L 'plain::view'
)"

exit "$broken"
