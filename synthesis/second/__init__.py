"""A second population of synthetic people, written apart from the first; training never sees it.

Whatever is measured on people made like those that weights and calibration were made with may be
an echo of their making. This model shares no code with the first one and differs in every part:

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

Only templates are made, no images. Where constants are assumed or were set so that aggregates are
near those of real prints, they say so; no single real print took part.
docs/decisions/0007-second-population.md lays the aggregates side by side.
"""

from synthesis.second.model import SecondPopulation

__all__ = ["SecondPopulation"]
