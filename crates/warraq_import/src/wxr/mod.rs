//! WordPress eXtended RSS.
