#!/bin/sh
# guard.sh FOLDER SIGNAL PROGRAM [ARGUMENT...]: runs a server that does not outlive whoever started it.
# Prints its id first. When standard input ends, as it does with the process that holds its other end
# however that process dies, the server is ended by the signal and its folder removed. Ends when the
# server does, with its code.
folder=$1
signal=$2
shift 2
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
echo "$server"

# PostgreSQL's children are in sessions of their own: one that was stopped would stay so for ever.
continue_children() {
  for stat in /proc/[0-9]*/stat; do
    read -r id _ _ parent _ <"$stat" || continue
    [ "$parent" = "$server" ] && kill -CONT "$id"
  done
  kill -CONT "$server"
}

# At most five seconds, then it is killed.
end_server() {
  kill "-$signal" "$server"
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      kill -0 "$server" || return
      sleep 0.05
    done
  done
  kill -KILL "$server"
}

main=$$
removing=no
trap 'removing=yes' USR1
{
  trap - USR1
  read -r _
  kill -USR1 "$main"
  continue_children
  end_server
  rm -rf "$folder"
} <&3 2>/dev/null &
watch=$!
exec 3<&-

wait "$server"
code=$?
if [ "$removing" = yes ]; then
  wait "$watch"
else
  kill "$watch"
fi
exit "$code"
