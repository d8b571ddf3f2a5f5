# The first process of a cluster's namespaces: sh first-process.sh COMMAND…
# Its end is that of every other process in them. It ends when the command does, or when descriptor 3 is closed, as the process that started it
# has gone.
set -e
# In place of folders of the machine in which programs leave files.
for folder in /run /var/lib /var/log; do mount -t tmpfs tmpfs "$folder"; done
# Below these mounts are only the control groups of this namespace.
for hierarchy in /sys/fs/cgroup/*; do
  [ ! -L "$hierarchy" ] || continue
  umount "$hierarchy"
  case $hierarchy in
    */systemd) mount -t cgroup -o none,name=systemd cgroup "$hierarchy" ;;
    */unified) mount -t cgroup2 cgroup2 "$hierarchy" ;;
    *) mount -t cgroup -o "${hierarchy##*/}" cgroup "$hierarchy" ;;
  esac
done
# Settings of the kernel that all namespaces share, as a kubelet wants them: it sees these files, and the machine's settings stay as they are.
mkdir /run/settings
while read -r name value; do
  file=/run/settings/$(echo "$name" | tr / .)
  echo "$value" > "$file"
  mount --bind "$file" "/proc/sys/$name"
done <<END
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
END
ip link set lo up
{ cat <&3 >/dev/null; kill -KILL -1; } &
set +e
"$@" 3<&-
