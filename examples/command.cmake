# Included by scripts that run as cmake -P SCRIPT -- PROGRAM [ARGUMENT...]. What stands behind the --, as a list:
set(command "")
set(in_command FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(index RANGE ${last})
  if(in_command)
    list(APPEND command "${CMAKE_ARGV${index}}")
  elseif("${CMAKE_ARGV${index}}" STREQUAL "--")
    set(in_command TRUE)
  endif()
endforeach()

# without_times(NAME): takes out of a variable what a program that trains prints of time and of speed.
function(without_times name)
  string(REGEX REPLACE "%  +[0-9]+\n" "%\n" output "${${name}}")
  string(REGEX REPLACE " \\([0-9.]+ s of training\\)" "" output "${output}")
  set(${name} "${output}" PARENT_SCOPE)
endfunction()
