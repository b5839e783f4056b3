"""A second population of synthetic people, independent of the first; training never sees it.

The first population made the weights and the calibration, so a figure measured on it may only
reflect how it was made. This model shares no code with the first model and differs in every part:

- pattern classes: a threshold model of liability, frequencies by finger of Galton 1892 (`patterns`)
- ridge flow: quadratic differentials, mirrored at the flexion crease, bent by Legendre polynomials
  (`flow`; Huckemann, Hotz & Munk 2008; Ram, Bischof & Birchbauer 2010)
- minutiae: a marked soft-core Matérn process of type III, its intensity the divergence of the flow
  and an excess (`points`; Wieditz, Pokern, Schuhmacher & Huckemann 2022)
- contact: superellipses with a ragged border, tips and sides (`contact`)
- skin: Gaussian random folds, torsion and a cone of pressure at the rim (`skin`; Cappelli, Maio &
  Maltoni 2001)
- reading: patches and creases that hide and feign minutiae, Student's t errors, qualities from how
  surely each is seen (`reading`)

The model makes templates only, no images. A constant says so if it is assumed, or was set so that
aggregates are near those of real prints; no single real print took part.
docs/decisions/0007-second-population.md compares the aggregates.
"""

from synthesis.second.model import SecondPopulation

__all__ = ["SecondPopulation"]
