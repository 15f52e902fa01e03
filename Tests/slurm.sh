#!/usr/bin/env bash
# slurm.sh COMMAND : runs a line of shell beside a Slurm of its own, a controller and one node on this
# machine, with all their files in a temporary folder. Ends with 77 where that cannot be started.
set -euo pipefail
command=$1

unavailable() {
  echo "no Slurm here: $1" >&2
  exit 77
}
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || unavailable "$program is not installed"
done
[ "$(id -u)" = 0 ] || unavailable "slurmd wants to be root"

folder=$(mktemp -d)
host=$(hostname -s)
stop() {
  for name in slurmd slurmctld munge; do
    [ -s "$folder/$name.pid" ] || continue
    process=$(cat "$folder/$name.pid")
    kill "$process" || continue
    # Until it has ended it writes to the folder; where nobody takes notice of its end it stays.
    for attempt in $(seq 100); do
      kill -0 "$process" 2>/dev/null && sleep 0.1 || break
    done
  done
  rm -rf "$folder" || true
}
trap stop EXIT

# Its own key and socket, so that one that the machine has is left alone.
mkdir -p "$folder"/{munge,state,spool}
chmod 755 "$folder"
head -c 128 /dev/urandom >"$folder/munge/key"
chmod 400 "$folder/munge/key"
chown -R munge: "$folder/munge"
su -s /bin/sh munge -c "munged --key-file=$folder/munge/key --socket=$folder/munge/socket \
  --pid-file=$folder/munge/pid --log-file=$folder/munge/log --seed-file=$folder/munge/seed" \
  || unavailable "munged does not start"
cp "$folder/munge/pid" "$folder/munge.pid"

# Ports that nothing listens on now.
ports=$(python3 -c 'import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])')
cat >"$folder/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports% *}
SlurmdPort=${ports#* }
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=all Nodes=$host Default=YES State=UP
END
export SLURM_CONF=$folder/slurm.conf
slurmctld -f "$SLURM_CONF" && slurmd -f "$SLURM_CONF" || unavailable "$(tail -1 "$folder"/*.log)"
for attempt in $(seq 600); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break
  sleep 0.1
done
[ "$(sinfo -h -o %T)" = idle ] || unavailable "the node does not come up: $(tail -1 "$folder/slurmd.log")"
bash -c "$command"
