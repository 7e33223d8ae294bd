# signopt::ascend in the source tree, or the reason why not.
include(${CMAKE_CURRENT_LIST_DIR}/signopt_ascend.cmake)
if(signopt_ascend_problem)
  message(FATAL_ERROR "signopt: SIGNOPT_ASCEND is on, and ${signopt_ascend_problem}")
endif()
message(STATUS "signopt: CANN in ${signopt_cann_found}")
add_library(signopt_ascend INTERFACE)
add_library(signopt::ascend ALIAS signopt_ascend)
signopt_fill_ascend(signopt_ascend)
