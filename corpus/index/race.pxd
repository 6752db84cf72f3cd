# The C types of race.py. Nothing is computed here.

cimport cython
from libc.stdint cimport int64_t, uint32_t

cdef int64_t _TF_BITS, _TF_MAX, _BLOCK_BITS, _STRIDE
cdef double _SLACK


cdef class Postings:
    cdef const uint32_t[::1] packed
    cdef const float[::1] tops
    cdef const int64_t[::1] overflow
    cdef const int64_t[::1] overflow_tf
    cdef const float[::1] lengths

    @cython.locals(low=Py_ssize_t, high=Py_ssize_t, middle=Py_ssize_t)
    cdef int64_t exact(self, int64_t place) noexcept

    @cython.locals(wanted=int64_t, stride=int64_t, end=int64_t, size=int64_t, half=int64_t)
    cdef int64_t seek(self, int64_t low, int64_t high, int64_t slot) noexcept


cdef class Terms:
    cdef const double[::1] factors
    cdef const int64_t[::1] lows
    cdef const int64_t[::1] highs
    cdef int64_t[::1] at
    cdef double[::1] rest
    cdef Py_ssize_t count

    @cython.locals(i=Py_ssize_t)
    cdef void add_up(self, const double[::1] bounds) noexcept


cdef class Race:
    cdef Py_ssize_t k
    cdef double slope
    cdef double base
    cdef double floor
    cdef readonly Py_ssize_t held
    cdef int64_t[::1] slots
    cdef double[::1] scores

    @cython.locals(i=Py_ssize_t)
    cpdef run(self, Postings postings, Terms terms, double growth)

    @cython.locals(j=Py_ssize_t, place=int64_t, high=int64_t, block=int64_t, end=int64_t, factor=double, least=double,
                   packed=uint32_t, tf=double, norm=double)
    cdef void follow(self, Postings postings, Terms terms, Py_ssize_t i, double growth) noexcept

    @cython.locals(j=Py_ssize_t, place=int64_t, tf=double, norm=double)
    cdef void finish(self, Postings postings, Terms terms, Py_ssize_t i, int64_t slot, double score) noexcept

    @cython.locals(i=Py_ssize_t)
    cdef bint holds(self, int64_t slot) noexcept

    @cython.locals(i=Py_ssize_t)
    cdef void enter(self, int64_t slot, double score) noexcept

    @cython.locals(i=Py_ssize_t, j=Py_ssize_t, place=int64_t, slot=int64_t, tf=double, norm=double)
    cpdef score(self, Postings postings, Terms terms)
