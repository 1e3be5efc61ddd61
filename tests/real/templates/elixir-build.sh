# Compiles the sources of Plug and Phoenix, in the order in which they need each other. Their own tools are not in Debian.
set -e
export ERL_LIBS=$PWD/sources
for name in cowlib ranch cowboy telemetry; do
  cd "$ERL_LIBS/$name"
  [ -e compiled ] && continue
  mkdir -p ebin
  # Modules with callbacks first: the others name them as what they implement.
  erlc -I include -pa ebin -o ebin $(grep -l '^-callback' src/*.erl) $(grep -L '^-callback' src/*.erl)
  touch compiled
done
for name in plug_crypto mime plug plug_cowboy websock websock_adapter phoenix_pubsub phoenix_template phoenix; do
  [ -d "$ERL_LIBS/$name/lib" ] || continue
  cd "$ERL_LIBS/$name"
  [ -e compiled ] && continue
  mkdir -p ebin
  elixirc -o ebin $(find lib -name '*.ex' -not -path 'lib/mix/*')
  touch compiled
done
