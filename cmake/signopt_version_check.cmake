# signopt_check_version(RESULT WANTED FOLDER): signopt::signopt is there already. May it be taken for the version
# WANTED, which FOLDER brings? RESULT is empty, or says why not.
function(signopt_check_version result wanted folder)
  get_target_property(present signopt::signopt signopt_version)
  string(REGEX MATCH "^[0-9]+\\.[0-9]+" series "${present}")
  set(${result} "" PARENT_SCOPE)
  # While the first number is 0, calls may change with the second.
  if(NOT wanted MATCHES "^${series}\\." OR present VERSION_LESS wanted)
    set(${result} "signopt: version ${present} is a part of this build already, and ${folder} brings ${wanted}: one \
build has one signopt, of the newest version that its parts ask for; add that one first" PARENT_SCOPE)
  endif()
endfunction()
