# Where the CANN toolkit is, for signopt::ascend: the target of programs that include <signopt/ascend.hpp>. Included in
# the source tree where SIGNOPT_ASCEND is on, and by the installed package where its component `ascend` is asked for.
# Nothing that is found is cached: it is looked for in each run, so that another toolkit is found where another one is
# named.
#
# Sets signopt_cann_headers and signopt_cann_libraries, or signopt_ascend_problem.

set(signopt_ascend_problem "")
if(signopt_eigen_problem)
  set(signopt_ascend_problem "${signopt_eigen_problem}: <signopt/ascend.hpp> needs it")
  return()
endif()

set(CANN_INSTALL_DIR "" CACHE PATH "The CANN toolkit, if it is not the one whose set_env.sh was sourced")

# Who names a toolkit means that one and no other. All of it is taken from one place: headers and libraries of different
# releases do not fit together.
if(CANN_INSTALL_DIR)
  set(signopt_cann_roots ${CANN_INSTALL_DIR})
else()
  set(signopt_cann_roots $ENV{ASCEND_HOME_PATH} $ENV{ASCEND_TOOLKIT_HOME} /usr/local/Ascend/ascend-toolkit/latest
    /usr/local/Ascend/cann $ENV{HOME}/Ascend/ascend-toolkit/latest)
endif()
list(REMOVE_DUPLICATES signopt_cann_roots)

set(signopt_cann_cpu ${CMAKE_SYSTEM_PROCESSOR})
set(signopt_cann_include include ${signopt_cann_cpu}-linux/include acllib/include)
# Of the others, devlib is for building where there is no driver.
set(signopt_cann_lib lib64 ${signopt_cann_cpu}-linux/lib64 devlib ${signopt_cann_cpu}-linux/devlib
  devlib/linux/${signopt_cann_cpu} acllib/lib64)

set(signopt_cann_found "")
set(signopt_cann_report "")
foreach(root IN LISTS signopt_cann_roots)
  set(missing "")
  # A variable that has a value would not be looked for again.
  unset(signopt_cann_headers)
  find_path(signopt_cann_headers acl/acl.h PATHS ${root} PATH_SUFFIXES ${signopt_cann_include}
    NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH NO_CACHE)
  if(NOT signopt_cann_headers)
    list(APPEND missing "acl/acl.h")
  elseif(NOT EXISTS ${signopt_cann_headers}/acl/acl_op_compiler.h) # so it is where only the runtime is installed
    list(APPEND missing "acl/acl_op_compiler.h")
  endif()
  foreach(library ascendcl acl_op_compiler acl_rt acl_mdl acl_op_executor)
    unset(signopt_cann_${library})
    find_library(signopt_cann_${library} ${library} PATHS ${root} PATH_SUFFIXES ${signopt_cann_lib}
      NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH NO_CACHE)
  endforeach()
  # Newer releases split libascendcl, and are to drop it. Where it is, it is whole.
  set(parts ascendcl)
  if(NOT signopt_cann_ascendcl AND signopt_cann_acl_rt)
    set(parts acl_rt acl_mdl acl_op_executor)
  endif()
  set(signopt_cann_libraries "")
  foreach(library IN LISTS parts ITEMS acl_op_compiler)
    list(APPEND signopt_cann_libraries ${signopt_cann_${library}})
    if(NOT signopt_cann_${library})
      list(APPEND missing "lib${library}")
    endif()
  endforeach()
  if(NOT missing)
    set(signopt_cann_found ${root})
    break()
  endif()
  list(JOIN missing ", " missing)
  string(APPEND signopt_cann_report "  ${root} has no ${missing}\n")
endforeach()

if(NOT signopt_cann_found)
  list(JOIN signopt_cann_include ", " include)
  list(JOIN signopt_cann_lib ", " lib)
  string(CONCAT signopt_ascend_problem "the CANN toolkit was not found.\n${signopt_cann_report}"
    "Headers were looked for in ${include}, and libraries in ${lib}.\n"
    "Source the toolkit's set_env.sh, which sets ASCEND_HOME_PATH or ASCEND_TOOLKIT_HOME, or configure with "
    "-DCANN_INSTALL_DIR=<the toolkit's folder>, the one with include and lib64.")
  return()
endif()

# signopt_fill_ascend(TARGET): gives it the toolkit.
function(signopt_fill_ascend target)
  # SYSTEM: some of CANN's headers do not bear a program's warnings.
  target_include_directories(${target} SYSTEM INTERFACE ${signopt_cann_headers})
  # What <signopt/backend.hpp> decides by.
  target_compile_definitions(${target} INTERFACE SIGNOPT_ASCEND=1)
  target_link_libraries(${target} INTERFACE signopt::signopt ${signopt_cann_libraries})
endfunction()
