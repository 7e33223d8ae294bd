# How the folders of tests/ make their programs.
# The kernels' own tests keep the optimiser in any build, as the build type says, and all targets.
set(signopt_optimized_tests oracle_test oracle_arithmetic_test oracle_rules_test kernel_float16_test
  kernel_bfloat16_test kernel_float32_test kernel_float64_test kernel_storages_float32_test
  kernel_storages_16_bit_test kernel_power_sign_test kernel_lion_test
  flush_momentum_test exhaustive_test exhaustive_storages_test
  avx512_fp16_emulated_test exponential_test stochastic_bits_test copy_test
  stochastic_statistics_test)
# These do without the optimiser, and keep all targets: which one runs is what they test, or what each does.
set(signopt_tests_of_targets cpu_test dispatch_test dispatch_environment_test dispatch_threads_test all_finite_test
  floating_point_trap_test transpose_test optimizer_step_test gradient_norm_test stochastic_operands_test)
# These compute for seconds, one for minutes, without the optimiser, in loops of their own. A little of it costs less
# than that, though with flags of their own they share nothing.
set(signopt_tests_of_seconds strided_test crossed_test all_finite_test optimizer_step_test)
set(signopt_flags_of_targets ${signopt_light_flags})
list(REMOVE_ITEM signopt_flags_of_targets "${signopt_few_targets}")

# The few tests that are built and run where all would take too long: `machine`, on CPUs and systems other than those of
# every day, and `compiler`, with other compilers and other versions of Eigen. Each is a label of ctest, and a target
# that builds them.
set(signopt_machine_tests oracle_arithmetic_test kernel_float16_test kernel_bfloat16_test kernel_float32_test
  kernel_float64_test kernel_storages_float32_test kernel_storages_16_bit_test stochastic_bits_test
  golden_test dispatch_test dispatch_environment_test dlpack_scalar_test dlpack_managed_test eigen_operand_test)
if(WIN32)
  # The first sets variables, and the second asks for memory, as POSIX has it.
  list(REMOVE_ITEM signopt_machine_tests dispatch_environment_test dlpack_managed_test)
endif()
set(signopt_compiler_tests kernel_float32_test pointer_test eigen_operand_test eigen_expression_test eigen_view_test
  tensor_test make_parameter_test)
add_custom_target(machine_tests)
add_custom_target(compiler_tests)

# signopt_label_tests(LABEL NAME...): of the programs of that name, or of tests without one
function(signopt_label_tests label)
  foreach(name IN LISTS ARGN)
    set_property(TEST ${name} APPEND PROPERTY LABELS ${label})
    if(TARGET ${name})
      add_dependencies(${label}_tests ${name})
    endif()
  endforeach()
endfunction()

# GoogleTest, Eigen and the library's calls on Eigen are read once for all programs of the same flags, unless what is
# included, and when, is part of the test. (That each header brings what it needs is tested in headers/.)
set(signopt_tests_of_includes sign_decay_test sign_decay_any_argument_test version_test cpu_test memory_ranges_test
  convert_test negative_shape_test make_parameter_test dispatch_test pointer_test all_finite_test dlpack_header_test
  dlpack_before_eigen_test dlpack_after_eigen_test
  # these tell Eigen to watch its allocations
  allocation_test tensor_allocation_test execution_allocation_test dlpack_allocation_test all_finite_allocation_test
  optimizer_allocation_test)
add_library(signopt_test_base INTERFACE)
target_include_directories(signopt_test_base INTERFACE ${PROJECT_SOURCE_DIR}/tests)
if(SIGNOPT_TEST_LONG)
  target_compile_definitions(signopt_test_base INTERFACE SIGNOPT_TEST_LONG)
endif()
if(SIGNOPT_TEST_LONG OR CMAKE_CROSSCOMPILING)
  target_compile_definitions(signopt_test_base INTERFACE SIGNOPT_TEST_ALL_ROWS)
endif()
target_link_libraries(signopt_test_base INTERFACE
  signopt::signopt signopt_warnings Eigen3::Eigen GTest::gtest_main Threads::Threads)

# signopt_share_kernels(PROGRAM [FLAG...]): links the kernels of the library's rules, which are compiled once for all
# programs of these flags. What declares them is precompiled. The kernels' own tests compile their own, and so do those
# that precompile nothing; and target_lists/, flags/, no_exceptions/ and portable/, where what a compiler makes of
# kernels is the subject, which make their programs without signopt_add_test.
function(signopt_share_kernels program)
  list(REMOVE_ITEM ARGN "${signopt_openmp_flags}")
  string(MD5 flags "${ARGN}")
  set(kernels shared_kernels_${flags})
  if(NOT TARGET ${kernels})
    list(TRANSFORM signopt_rules_with_kernels PREPEND ${PROJECT_SOURCE_DIR}/tests/support/shared_kernels/
      OUTPUT_VARIABLE sources)
    list(TRANSFORM sources APPEND .cpp)
    add_library(${kernels} STATIC EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(${kernels} PRIVATE signopt::signopt signopt_warnings)
    # A little of the optimiser costs next to nothing here, where it is asked for once, and the tests run faster by it.
    list(TRANSFORM ARGN REPLACE "^-O0$" "-O1")
    target_compile_options(${kernels} PRIVATE ${ARGN})
  endif()
  target_link_libraries(${program} PRIVATE ${kernels})
endfunction()
set(signopt_rules_with_kernels add_sign power_sign lion) # signum has lion's

# signopt_precompile_headers(PROGRAM SHARES_KERNELS [FLAG...]): those that are compiled with these flags.
function(signopt_precompile_headers program shares_kernels)
  string(MD5 flags "${shares_kernels} ${ARGN}")
  set(holder precompiled_headers_${flags})
  set(headers <gtest/gtest.h> <Eigen/Core> <signopt/apply_add_sign.hpp>)
  if(shares_kernels)
    list(APPEND headers ${PROJECT_SOURCE_DIR}/tests/support/shared_kernels/declared.hpp)
    signopt_share_kernels(${program} ${ARGN})
  endif()
  if(NOT TARGET ${holder})
    add_library(${holder} OBJECT ${PROJECT_SOURCE_DIR}/tests/support/no_code.cpp)
    target_link_libraries(${holder} PRIVATE signopt_test_base)
    target_compile_options(${holder} PRIVATE ${ARGN})
    target_precompile_headers(${holder} PRIVATE ${headers})
  endif()
  target_precompile_headers(${program} REUSE_FROM ${holder})
endfunction()

# signopt_add_test(NAME [SOURCES file...] [OPTIONS flag...])
# A program of GoogleTest cases, by default from NAME.cpp. It is one entry of ctest, because a process for each of its
# cases would cost more time than the cases do.
function(signopt_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;OPTIONS")
  if(NOT arg_SOURCES)
    set(arg_SOURCES ${name}.cpp)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE signopt_test_base)
  set(shares_headers TRUE)
  if(name IN_LIST signopt_tests_of_includes)
    set(shares_headers FALSE)
  endif()
  set(shares_kernels ${SIGNOPT_TEST_SHARED_KERNELS})
  if(name IN_LIST signopt_optimized_tests)
    set(shares_kernels FALSE)
  endif()
  if(name IN_LIST signopt_tests_of_targets)
    list(APPEND arg_OPTIONS ${signopt_flags_of_targets})
    if(signopt_few_targets) # too few programs have these flags
      set(shares_headers FALSE)
    endif()
  elseif(NOT name IN_LIST signopt_optimized_tests)
    list(APPEND arg_OPTIONS ${signopt_light_flags})
  endif()
  if(name IN_LIST signopt_tests_of_seconds AND signopt_light_flags)
    list(TRANSFORM arg_OPTIONS REPLACE "^-O0$" "-O1")
    set(shares_headers FALSE)
  endif()
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  if(shares_headers)
    signopt_precompile_headers(${name} ${shares_kernels} ${arg_OPTIONS})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  foreach(label machine compiler)
    if(name IN_LIST signopt_${label}_tests)
      signopt_label_tests(${label} ${name})
    endif()
  endforeach()
endfunction()

# signopt_add_tests(NAME...)
function(signopt_add_tests)
  foreach(name IN LISTS ARGN)
    signopt_add_test(${name})
  endforeach()
endfunction()

# Executors: with OpenMP's where the compiler has it. ThreadSanitizer does not see how GCC's OpenMP library lets threads
# wait for each other, as that is not compiled with it, and would report races that are none.
find_package(OpenMP QUIET COMPONENTS CXX)
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(signopt_openmp_flags "")
if(OpenMP_CXX_FOUND AND NOT "${CMAKE_CXX_FLAGS_${build_type}}" MATCHES "-fsanitize=thread")
  # Not OpenMP::OpenMP_CXX: that is a shared library, and programs for another CPU are linked statically.
  set(signopt_openmp_flags ${OpenMP_CXX_FLAGS})
endif()

# signopt_add_executor_tests(NAME...)
function(signopt_add_executor_tests)
  foreach(name IN LISTS ARGN)
    signopt_add_test(${name} OPTIONS ${signopt_openmp_flags})
    target_link_options(${name} PRIVATE ${signopt_openmp_flags})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 ENVIRONMENT OMP_WAIT_POLICY=passive)
  endforeach()
endfunction()

# signopt_label_thread_tests(NAME...)
# Label `threads`: what ThreadSanitizer runs too. It does not see accesses of more than 16 bytes, for which its test
# preset chooses the scalar target.
add_custom_target(thread_tests)
function(signopt_label_thread_tests)
  set_property(TEST ${ARGN} APPEND PROPERTY LABELS threads)
  add_dependencies(thread_tests ${ARGN})
endfunction()
