# signopt_mpi: what a program of MPI links with, where MPI is installed. To choose among several, name one's programs:
# -DMPI_CXX_COMPILER=mpicxx.mpich -DMPIEXEC_EXECUTABLE=/usr/bin/mpiexec.mpich
include_guard(GLOBAL)
if(CMAKE_CROSSCOMPILING)
  return()
endif()
find_package(MPI QUIET COMPONENTS CXX)
if(NOT MPI_CXX_FOUND)
  return()
endif()
add_library(signopt_mpi INTERFACE)
target_link_libraries(signopt_mpi INTERFACE MPI::MPI_CXX)
# Not the functions of MPI's own for C++, which newer versions no longer have.
target_compile_definitions(signopt_mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
