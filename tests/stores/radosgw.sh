#!/usr/bin/env bash
# One Ceph node in memory with a RADOS gateway, on loopback: radosgw.sh FOLDER PORT. Prints "ready" when it serves, and runs until it is killed.
set -euo pipefail
D=$1 PORT=$2 MON=$(($2 + 1)) OLD=$(($2 + 2))
mkdir -p "$D"/{mon,osd,mgr,run,log}
cd "$D"
FSID=$(cat /proc/sys/kernel/random/uuid)
cat >ceph.conf <<C
[global]
fsid = $FSID
mon host = [v2:127.0.0.1:$MON/0,v1:127.0.0.1:$OLD/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon pg warn min per osd = 0
mon max pg per osd = 2000
osd objectstore = memstore
memstore device bytes = 4294967296
run dir = $D/run
log file = $D/log/\$name.log
admin socket = $D/run/\$name.asok
pid file = $D/run/\$name.pid
mon data = $D/mon
osd data = $D/osd
mgr data = $D/mgr
keyring = $D/keyring
osd class dir = /usr/lib/x86_64-linux-gnu/rados-classes
ms bind ipv6 = false
mon data avail warn = 1
mon data avail crit = 1
mon osd full ratio = .95
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$PORT
rgw dns name = localhost
rgw thread pool size = 16
rgw run sync thread = false
C
export CEPH_CONF=$D/ceph.conf
quietly() { "$@" >>"$D/setup.log" 2>&1; }
quietly ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
quietly ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *'
quietly ceph-authtool keyring --gen-key -n client.rgw.a --cap mon 'allow rwx' --cap osd 'allow rwx' --cap mgr 'allow rwx'
cp keyring mon.keyring
quietly monmaptool --create --clobber --addv a "[v2:127.0.0.1:$MON/0,v1:127.0.0.1:$OLD/0]" --fsid "$FSID" monmap
quietly ceph-mon -c ceph.conf --mkfs -i a --monmap monmap --keyring mon.keyring
quietly ceph-mon -c ceph.conf -i a
timeout 60 ceph -c ceph.conf auth get-or-create mgr.x mon 'allow *' osd 'allow *' >>keyring
quietly ceph-mgr -c ceph.conf -i x || true
OSD=$(cat /proc/sys/kernel/random/uuid)
quietly timeout 60 ceph -c ceph.conf osd new "$OSD"
timeout 60 ceph -c ceph.conf auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' mgr 'allow profile osd' >>keyring
quietly ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid "$OSD"
quietly ceph-osd -c ceph.conf -i 0
sleep 3
quietly timeout 60 radosgw -c ceph.conf -n client.rgw.a
for _ in $(seq 60); do curl -s -o /dev/null "http://127.0.0.1:$PORT/" && break; sleep 1; done
quietly timeout 60 radosgw-admin -c ceph.conf -n client.rgw.a user create --uid=test --display-name=test --access-key=AKTEST --secret-key=SKTEST --no-mon-config
echo ready
exec sleep infinity
