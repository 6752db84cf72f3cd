# The C types of tally.py. Nothing is computed here.

cimport cython
from libc.stdint cimport int16_t, int64_t

cdef int64_t _ANY


cdef class Sought:
    cdef const int64_t[::1] content
    cdef const double[::1] weights
    cdef const int64_t[::1] literal
    cdef const int64_t[::1] forms


cdef class Worth:
    cdef const double[::1] rarity
    cdef const double[::1] idf
    cdef const double[::1] phrases
    cdef readonly Py_ssize_t literals
    cdef readonly Py_ssize_t words


cdef class Text:
    cdef const int64_t[::1] owner
    cdef const int64_t[::1] sentence
    cdef const int64_t[::1] forms
    cdef const int64_t[::1] first
    cdef Py_ssize_t passages


cdef class Tally:
    cdef Worth worth
    cdef Text text
    cdef double[:, ::1] in_sentence
    cdef double[:, ::1] strength
    cdef int64_t[::1] exact_in
    cdef int64_t[::1] phrase_in
    cdef double[::1] likeliest
    cdef double[::1] nearest

    @cython.locals(text=Text, worth=Worth, i=Py_ssize_t, left=int64_t, literal=int64_t, code=int64_t, passage=int64_t,
                   sentence=int64_t, word=int64_t, weight=double, pair=int64_t)
    cpdef count(self, Sought sought, const int16_t[::1] codes, double[::1] phrases, double[::1] exact)

    @cython.locals(text=Text, worth=Worth, most=double, total=double, passage=int64_t, sentence=int64_t, word=int64_t)
    cpdef double cover(self, double[::1] best)

    @cython.locals(text=Text, worth=Worth, mass=double, passage=int64_t, sentence=int64_t, word=int64_t, best=double,
                   total=double, like=double)
    cpdef compare(self, const double[:, ::1] near, double[::1] meant, double[::1] related)
