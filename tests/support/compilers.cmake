# The compilers that the checks of headers run themselves. One that is not installed shows as a skipped test.
set(signopt_compilers g++ clang++)
set(signopt_native_flag -march=native)
if(CMAKE_CROSSCOMPILING)
  set(signopt_compilers ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu-g++ clang++)
  set(signopt_native_flag -mcpu=cortex-a53) # the oldest of the CPUs that are emulated
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(signopt_native_flag -mcpu=native)
endif()
foreach(compiler IN LISTS signopt_compilers)
  string(MAKE_C_IDENTIFIER ${compiler} id)
  find_program(SIGNOPT_TEST_${id} ${compiler} DOC "The ${compiler} that the tests check the headers with")
endforeach()
get_target_property(eigen_directories Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
list(TRANSFORM eigen_directories PREPEND -isystem OUTPUT_VARIABLE signopt_eigen_flags)
set(signopt_include_flag -I${PROJECT_SOURCE_DIR}/include)
set(signopt_warning_flags -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wundef
  -Wnull-dereference -Wdouble-promotion -Werror)

# signopt_find_compiler(COMPILER RESULT): its path, and the flag that clang cross-compiles with; if it is not installed,
# nothing, and a test that says so.
function(signopt_find_compiler compiler result)
  string(MAKE_C_IDENTIFIER ${compiler} id)
  set(path ${SIGNOPT_TEST_${id}})
  get_filename_component(subject ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(NOT path)
    signopt_add_skipped_test(${subject}.${compiler} "${compiler} is not installed")
    set(path "")
  elseif(CMAKE_CROSSCOMPILING AND compiler MATCHES clang)
    list(APPEND path --target=${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
  endif()
  set(${result} "${path}" PARENT_SCOPE)
endfunction()
