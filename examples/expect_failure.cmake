# cmake -DEXPECTED_CODE=N -DEXPECTED_MESSAGE=TEXT -P expect_failure.cmake -- PROGRAM [ARGUMENT...]
# Succeeds if the program exits with code N and TEXT is in what it writes to stderr. (ctest's own WILL_FAIL would
# take a crash for the failure that was meant.)
include(${CMAKE_CURRENT_LIST_DIR}/command.cmake)
execute_process(COMMAND ${command} RESULT_VARIABLE code ERROR_VARIABLE message OUTPUT_QUIET)
string(FIND "${message}" "${EXPECTED_MESSAGE}" position)
if(NOT code STREQUAL EXPECTED_CODE OR position EQUAL -1)
  message(FATAL_ERROR "exit code ${code}, expected ${EXPECTED_CODE}; stderr, expected to hold "
    "\"${EXPECTED_MESSAGE}\":\n${message}")
endif()
