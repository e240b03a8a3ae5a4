//! Resolves names and checks types; the result is a tree that needs neither.

use super::functions::{self, Func, Signature};
use super::parse::Expr;
use super::{FormulaError, Reference, Scope, Type};
use crate::value::{Decimal, SendDecimal};

/// A checked formula.
#[derive(Debug)]
pub enum Node {
    Number(SendDecimal),
    /// Never empty: an empty literal is blank.
    Text(Box<str>),
    Boolean(bool),
    Blank,
    /// By place in the formula's references.
    Read(usize),
    Prior(usize),
    IsChanged(usize),
    IsNew,
    Not(Box<Node>),
    Negate(Box<Node>),
    Arith(Arith, Box<[Node; 2]>),
    /// Texts one after the other.
    Concat(Box<[Node; 2]>),
    /// A date, date-time or time, and a number; false takes it away.
    Shift(bool, Box<[Node; 2]>),
    /// What lies between two of a kind: days, or milliseconds of times.
    Between(Box<[Node; 2]>),
    Compare(Comparison, Box<[Node; 2]>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// Pairs of condition and value, then what holds otherwise.
    If(Vec<(Node, Node)>, Box<Node>),
    Case {
        subject: Box<Node>,
        branches: Vec<(Node, Node)>,
        otherwise: Box<Node>,
    },
    IsBlank(Box<Node>),
    /// The first, or the second where it is blank.
    BlankValue(Box<[Node; 2]>),
    Location(Box<[Node; 2]>),
    Call(Func, Vec<Node>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arith {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

type Checked = Result<(Node, Type), FormulaError>;

/// Checks one formula; gathers what it reads.
pub struct Checker<'s> {
    scope: &'s dyn Scope,
    pub reads: Vec<Reference>,
}

impl<'s> Checker<'s> {
    pub fn new(scope: &'s dyn Scope) -> Checker<'s> {
        Checker { scope, reads: Vec::new() }
    }

    pub fn expr(&mut self, expr: &Expr) -> Checked {
        match expr {
            Expr::Number(text) => match Decimal::parse(text) {
                Ok(number) => Ok((Node::Number(number.to_send()), Type::Number)),
                Err(_) => Err(super::lex::syntax(text)),
            },
            Expr::Text(text) if text.is_empty() => Ok((Node::Blank, Type::Text)),
            Expr::Text(text) => Ok((Node::Text(text.as_str().into()), Type::Text)),
            Expr::Boolean(b) => Ok((Node::Boolean(*b), Type::Boolean)),
            Expr::Null => Ok((Node::Blank, Type::Null)),
            Expr::Name(name) => {
                let read = self.reference(name)?;
                match self.reads[read].ty {
                    Type::Location => self.place(name),
                    ty => Ok((Node::Read(read), ty)),
                }
            }
            Expr::Unary(sign, inner) => self.unary(sign, inner),
            Expr::Binary(sign, left, right) => self.binary(sign, left, right),
            Expr::Call(name, args) => self.call(&name.to_ascii_uppercase(), args),
        }
    }

    fn reference(&mut self, name: &str) -> Result<usize, FormulaError> {
        let unknown =
            || FormulaError(format!("Could not access the following field: {name}. Contact your administrator."));
        let found = self.scope.resolve(name).ok_or_else(unknown)?;
        if let Some(known) = self.reads.iter().position(|r| r.source == found.source) {
            return Ok(known);
        }
        self.reads.push(found);
        Ok(self.reads.len() - 1)
    }

    /// A location field as its two coordinates.
    fn place(&mut self, name: &str) -> Checked {
        self.reads.pop();
        let stem = name.strip_suffix("__c").map_or_else(|| name.to_owned(), |stem| format!("{stem}__"));
        let ending = if name.ends_with("__c") { "__s" } else { "" };
        let mut part = |part: &str| self.reference(&format!("{stem}{part}{ending}")).map(Node::Read);
        Ok((Node::Location(Box::new([part("Latitude")?, part("Longitude")?])), Type::Location))
    }

    fn unary(&mut self, sign: &str, inner: &Expr) -> Checked {
        let (node, ty) = self.expr(inner)?;
        let wanted = if sign == "!" { Type::Boolean } else { Type::Number };
        self.operand(sign, wanted, ty)?;
        Ok(match sign {
            "!" => (Node::Not(Box::new(node)), Type::Boolean),
            "-" => (Node::Negate(Box::new(node)), Type::Number),
            _ => (node, Type::Number),
        })
    }

    fn operand(&self, sign: &str, wanted: Type, found: Type) -> Result<(), FormulaError> {
        if fits(wanted, found) {
            return Ok(());
        }
        let (wanted, found) = (wanted.name(), found.name());
        Err(FormulaError(format!(
            "Incorrect parameter type for operator '{sign}'. Expected {wanted}, received {found}"
        )))
    }

    fn binary(&mut self, sign: &str, left: &Expr, right: &Expr) -> Checked {
        let (a, ta) = self.expr(left)?;
        let (b, tb) = self.expr(right)?;
        refuse_picklist(&a, ta, &self.reads)?;
        refuse_picklist(&b, tb, &self.reads)?;
        let both = |ty: Type| {
            self.operand(sign, ty, ta)?;
            self.operand(sign, ty, tb)
        };
        let arith = |op, a, b| (Node::Arith(op, Box::new([a, b])), Type::Number);
        let comparison = match sign {
            "&&" | "||" => {
                both(Type::Boolean)?;
                let node = if sign == "&&" { Node::And(vec![a, b]) } else { Node::Or(vec![a, b]) };
                return Ok((node, Type::Boolean));
            }
            "&" => {
                both(Type::Text)?;
                return Ok((Node::Concat(Box::new([a, b])), Type::Text));
            }
            "+" | "-" => return self.sum(sign, (a, ta), (b, tb)),
            "*" | "/" | "^" => {
                both(Type::Number)?;
                let op = match sign {
                    "*" => Arith::Multiply,
                    "/" => Arith::Divide,
                    _ => Arith::Power,
                };
                return Ok(arith(op, a, b));
            }
            "=" | "==" => Comparison::Equal,
            "<>" | "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessEqual,
            ">" => Comparison::Greater,
            _ => Comparison::GreaterEqual,
        };
        if !fits(ta, tb) && !fits(tb, ta) {
            self.operand(sign, ta, tb)?;
        }
        Ok((Node::Compare(comparison, Box::new([a, b])), Type::Boolean))
    }

    /// `+` and `-` of numbers, texts, dates, date-times and times.
    fn sum(&self, sign: &str, (a, ta): (Node, Type), (b, tb): (Node, Type)) -> Checked {
        let adds = sign == "+";
        let is_moment = |ty| matches!(ty, Type::Date | Type::Datetime | Type::Time);
        match (ta, tb) {
            (Type::Text | Type::Id, _) | (_, Type::Text | Type::Id) if adds => {
                self.operand(sign, Type::Text, ta)?;
                self.operand(sign, Type::Text, tb)?;
                Ok((Node::Concat(Box::new([a, b])), Type::Text))
            }
            (moment, Type::Number | Type::Null) if is_moment(moment) => {
                Ok((Node::Shift(adds, Box::new([a, b])), moment))
            }
            (Type::Number, moment) if adds && is_moment(moment) => Ok((Node::Shift(true, Box::new([b, a])), moment)),
            (one, other) if !adds && one == other && is_moment(one) => {
                Ok((Node::Between(Box::new([a, b])), Type::Number))
            }
            _ => {
                self.operand(sign, Type::Number, ta)?;
                self.operand(sign, Type::Number, tb)?;
                let op = if adds { Arith::Add } else { Arith::Subtract };
                Ok((Node::Arith(op, Box::new([a, b])), Type::Number))
            }
        }
    }

    fn call(&mut self, name: &str, args: &[Expr]) -> Checked {
        if let Some(signature) = functions::find(name) {
            return self.ordinary(signature, args);
        }
        let many = usize::MAX;
        match name {
            "AND" | "OR" => {
                count(name, args, 1, many)?;
                let conditions =
                    args.iter().map(|a| self.arg(name, a, &[Type::Boolean])).collect::<Result<Vec<_>, _>>()?;
                Ok((if name == "AND" { Node::And(conditions) } else { Node::Or(conditions) }, Type::Boolean))
            }
            "NOT" => {
                count(name, args, 1, 1)?;
                Ok((Node::Not(Box::new(self.arg(name, &args[0], &[Type::Boolean])?)), Type::Boolean))
            }
            "IF" => {
                count(name, args, 3, 3)?;
                self.choice(name, &args[..2], &args[2])
            }
            "IFS" => {
                count(name, args, 3, many)?;
                let (last, pairs) = args.split_last().expect("at least three");
                self.choice(name, pairs, last)
            }
            "CASE" => self.case(args),
            "ISBLANK" | "ISNULL" => {
                count(name, args, 1, 1)?;
                let (node, ty) = self.expr(&args[0])?;
                // A text is empty, never null.
                let never = name == "ISNULL" && fits(Type::Text, ty) && ty != Type::Null;
                let node = if never { Node::Boolean(false) } else { Node::IsBlank(Box::new(node)) };
                Ok((node, Type::Boolean))
            }
            "BLANKVALUE" | "NULLVALUE" => {
                count(name, args, 2, 2)?;
                let (value, ty) = self.expr(&args[0])?;
                let instead = self.arg(name, &args[1], &[ty])?;
                // A literal is not blank, not even an empty one; and a text is never null.
                let never = matches!(args[0], Expr::Text(_)) || (name == "NULLVALUE" && fits(Type::Text, ty));
                match never && ty != Type::Null {
                    true => Ok((value, ty)),
                    false => Ok((Node::BlankValue(Box::new([value, instead])), ty)),
                }
            }
            "PRIORVALUE" | "ISCHANGED" => {
                count(name, args, 1, 1)?;
                let (node, ty) = self.expr(&args[0])?;
                let Node::Read(read) = node else {
                    let found = ty.name();
                    let text = format!(
                        "Incorrect parameter type for function '{name}()'. Expected Field Reference, received {found}"
                    );
                    return Err(FormulaError(text));
                };
                Ok(match name {
                    "PRIORVALUE" => (Node::Prior(read), ty),
                    _ => (Node::IsChanged(read), Type::Boolean),
                })
            }
            "ISNEW" => {
                count(name, args, 0, 0)?;
                Ok((Node::IsNew, Type::Boolean))
            }
            "ISCLONE" => {
                count(name, args, 0, 0)?;
                Ok((Node::Boolean(false), Type::Boolean))
            }
            "GEOLOCATION" => {
                count(name, args, 2, 2)?;
                let latitude = self.arg(name, &args[0], &[Type::Number])?;
                let longitude = self.arg(name, &args[1], &[Type::Number])?;
                Ok((Node::Location(Box::new([latitude, longitude])), Type::Location))
            }
            _ => Err(FormulaError(format!("Unknown function {name}. Check spelling."))),
        }
    }

    fn ordinary(&mut self, signature: &Signature, args: &[Expr]) -> Checked {
        count(signature.name, args, signature.least, signature.most)?;
        let mut nodes = Vec::with_capacity(args.len());
        for (i, arg) in args.iter().enumerate() {
            let allowed = signature.params[i.min(signature.params.len() - 1)];
            nodes.push(self.arg(signature.name, arg, allowed)?);
        }
        Ok((Node::Call(signature.func, nodes), signature.result))
    }

    /// An argument of one of the allowed types; none allowed means any.
    fn arg(&mut self, function: &str, expr: &Expr, allowed: &[Type]) -> Result<Node, FormulaError> {
        let (node, ty) = self.expr(expr)?;
        // Times have texts too, though the message does not say so.
        let is_time_text = function == "TEXT" && ty == Type::Time;
        if allowed.is_empty() || is_time_text || allowed.iter().any(|a| fits(*a, ty)) {
            return Ok(node);
        }
        if allowed.contains(&Type::Text) {
            refuse_picklist(&node, ty, &self.reads)?;
        }
        let wanted: Vec<&str> = allowed.iter().map(|ty| ty.name()).collect();
        Err(FormulaError(format!(
            "Incorrect parameter type for function '{function}()'. Expected {}, received {}",
            wanted.join(", "),
            ty.name()
        )))
    }

    /// `IF` and `IFS`: conditions and values in turn, and what holds otherwise. The first value says the type.
    fn choice(&mut self, name: &str, pairs: &[Expr], otherwise: &Expr) -> Checked {
        let mut ty = Type::Null;
        let mut branches = Vec::new();
        for pair in pairs.chunks(2) {
            let condition = self.arg(name, &pair[0], &[Type::Boolean])?;
            let Some(value) = pair.get(1) else {
                return Err(FormulaError(format!("Incorrect number of parameters for function '{name}()'.")));
            };
            branches.push((condition, self.alternative(name, value, &mut ty)?));
        }
        let otherwise = self.alternative(name, otherwise, &mut ty)?;
        Ok((Node::If(branches, Box::new(otherwise)), ty))
    }

    fn alternative(&mut self, name: &str, expr: &Expr, ty: &mut Type) -> Result<Node, FormulaError> {
        let (node, found) = self.expr(expr)?;
        if !fits(*ty, found) {
            let (wanted, found) = (ty.name(), found.name());
            let text = format!("Incorrect parameter type for function '{name}()'. Expected {wanted}, received {found}");
            return Err(FormulaError(text));
        }
        if *ty == Type::Null {
            *ty = found;
        }
        Ok(node)
    }

    fn case(&mut self, args: &[Expr]) -> Checked {
        count("CASE", args, 4, usize::MAX)?;
        if !args.len().is_multiple_of(2) {
            let (wanted, found) = (args.len() + 1, args.len());
            let text =
                format!("Incorrect number of parameters for function 'CASE()'. Expected {wanted}, received {found}");
            return Err(FormulaError(text));
        }
        let (subject, of) = self.expr(&args[0])?;
        let compared = if of == Type::Picklist { Type::Text } else { of };
        let (otherwise, pairs) = args[1..].split_last().expect("at least four");
        let mut ty = Type::Null;
        let mut branches = Vec::new();
        for pair in pairs.chunks_exact(2) {
            let value = self.arg("CASE", &pair[0], &[compared])?;
            branches.push((value, self.alternative("CASE", &pair[1], &mut ty)?));
        }
        let otherwise = Box::new(self.alternative("CASE", otherwise, &mut ty)?);
        Ok((Node::Case { subject: Box::new(subject), branches, otherwise }, ty))
    }
}

/// Whether a value of type `found` may stand where `wanted` is. Ids are texts.
fn fits(wanted: Type, found: Type) -> bool {
    wanted == found
        || matches!((wanted, found), (Type::Null, _) | (_, Type::Null))
        || matches!((wanted, found), (Type::Text, Type::Id) | (Type::Id, Type::Text))
}

/// Picklists are no texts: only some functions take them.
fn refuse_picklist(node: &Node, ty: Type, reads: &[Reference]) -> Result<(), FormulaError> {
    let (Node::Read(read) | Node::Prior(read), Type::Picklist | Type::MultiPicklist) = (node, ty) else {
        return Ok(());
    };
    let (name, kind) = (&reads[*read].path, if ty == Type::Picklist { "picklist" } else { "multi-select picklist" });
    let kinds = if ty == Type::Picklist { "Picklist" } else { "Multi-select picklist" };
    Err(FormulaError(format!(
        "Field {name} is a {kind} field. {kinds} fields are only supported in certain functions."
    )))
}

fn count(name: &str, args: &[Expr], least: usize, most: usize) -> Result<(), FormulaError> {
    let found = args.len();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let wanted = if found < least { least } else { most };
    let text = format!("Incorrect number of parameters for function '{name}()'. Expected {wanted}, received {found}");
    Err(FormulaError(text))
}
