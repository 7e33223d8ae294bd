#!/bin/sh
# usage: processes.sh MPIEXEC COUNT PROGRAM [ARG...]
# Runs a program on so many processes of this machine, more than it has cores if need be, which talk through shared
# memory and the loopback interface alone; as root too. Ends what hangs.
set -eu
mpiexec=$1
count=$2
shift 2
case $("$mpiexec" --version 2>&1) in
  *"Open MPI"* | *OpenRTE*)
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_oob_tcp_if_include=lo
    export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe # of version 5
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
    ;;
  *) export HYDRA_IFACE=lo FI_TCP_IFACE=lo ;; # MPICH
esac
exec timeout --kill-after=5 100 "$mpiexec" -n "$count" "$@"
