# signopt_add_skipped_test(NAME REASON): stands in ctest for what cannot be run here, and says why. Of two that ask for
# the same name in a folder, the first is enough.
function(signopt_add_skipped_test name reason)
  if(TEST ${name})
    return()
  endif()
  add_test(NAME ${name} COMMAND sh -c "echo \"$1\"; exit 77" sh "${reason}")
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()
